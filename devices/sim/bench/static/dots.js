// Boards that know dots and no characters: an Alpha sign, a wall of pixels.

import { part, picture, say } from "./show_parts.js";

const ERROR_WORDS = {
  illegal_command: "不认识的命令 illegal command",
  checksum: "校验错 checksum",
  buffer_overflow: "缓冲溢出 buffer overflow",
  timeout: "超时 timeout",
  framing: "帧错 framing",
  parity: "奇偶错 parity",
};

function lamps(root, state, words) {
  const image = part(root, "board");
  image.alt = state.texts.join(" · ") || (state.lit ? "一幅点阵画面 A picture of dots" : "屏幕全黑 The board is dark");
  picture(image, `/api/boards/${encodeURIComponent(state.name)}.png`, [state.look], false);
  say(root, "board-words", [`点亮 lit ${state.lit}`, ...words].join(" · "));
}

export function sign(root, state) {
  const files = state.files.map((file) => `${file.label}${file.written ? "" : "?"}`).join(" ");
  const errors = state.errors.map((word) => ERROR_WORDS[word]);
  lamps(root, state, [`收到 frames ${state.frames}`, `文件 files ${files || "–"}`, ...errors]);
}

export function wall(root, state) {
  const [heard, all] = [state.universes_heard.length, state.universes.length];
  const source = state.sources.join(", ") || "没有信号 no stream";
  lamps(root, state, [
    source, `域 universes ${heard}/${all}`, `收到 packets ${state.packets}`, `迟到 late ${state.late_packets}`,
  ]);
}
