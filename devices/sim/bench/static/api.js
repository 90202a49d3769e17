// Questions to the bench and orders to its devices.

const HEADERS = { "Content-Type": "application/json", "X-Bench": "1" };

export async function get(path) {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok) throw new Error(await reason(answer));
  return answer;
}

export async function post(path, body = {}) {
  const answer = await fetch(path, { method: "POST", headers: HEADERS, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await reason(answer));
  return answer.json();
}

export const act = (device, action, body) =>
  post(`/api/devices/${encodeURIComponent(device)}/${action}`, body);

async function reason(answer) {
  try {
    return (await answer.json()).detail;
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}
