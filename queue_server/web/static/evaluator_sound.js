// Two soft notes, made here, and the sentence where the tablet has a voice for it. A browser is mute
// until somebody has touched the screen once.

const NOTES_HZ = [659, 880];
const NOTE_S = 0.22;
const LOUDNESS = 0.25;

const Context = window.AudioContext || window.webkitAudioContext;
let context = Context ? new Context() : null;

export function chime(sentence, language) {
  tellIfMute();
  if (context && context.state === "running") {
    NOTES_HZ.forEach((pitch, at) => note(pitch, context.currentTime + at * NOTE_S));
  }
  speak(sentence, language);
}

export function onTouch() {
  if (context && context.state !== "running") context.resume().then(tellIfMute, tellIfMute);
}

function note(pitch, from) {
  const tone = context.createOscillator();
  const swell = context.createGain();
  tone.frequency.value = pitch;
  swell.gain.setValueAtTime(0, from);
  swell.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
  swell.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S * 1.6);
  tone.connect(swell);
  swell.connect(context.destination);
  tone.start(from);
  tone.stop(from + NOTE_S * 1.7);
}

function speak(sentence, language) {
  const voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
  const voice = voices.find((one) => one.lang.toLowerCase().startsWith(language) && one.localService);
  if (!voice) return; // a voice out of the network would tell it who is asked when
  const said = new SpeechSynthesisUtterance(sentence);
  said.voice = voice;
  said.lang = voice.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

function tellIfMute() {
  document.getElementById("sound").hidden = !context || context.state === "running";
}

tellIfMute();
