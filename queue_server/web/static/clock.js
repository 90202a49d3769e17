// The server's clock, and durations as people read them. The clerk's PC may go wrong by minutes.

let ahead = 0; // ms by which the server's clock is ahead of this machine's

export function setServerTime(date) {
  const measured = new Date(date).getTime() - Date.now();
  // The Date header is cut to whole seconds: only a real difference moves the clock.
  if (Math.abs(measured - ahead) > 1500) ahead = measured;
}

export function now() {
  return Date.now() + ahead;
}

export function secondsSince(instant) {
  return Math.max(0, Math.floor((now() - new Date(instant).getTime()) / 1000));
}

// 75 -> "1:15", 4000 -> "1:06:40"
export function asClock(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

// Seconds are counted down; more of them are read as a clock.
export function asTimeLeft(seconds) {
  return seconds < 60 ? `${seconds} s` : asClock(seconds);
}
