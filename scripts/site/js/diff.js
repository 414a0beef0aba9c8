// What changed between two texts, line by line: the longest common subsequence, by a table. Programs are short.

/**
 * @param {string} before @param {string} after
 * @returns {{kind: "same" | "gone" | "new", text: string}[]} the lines of both, in order
 */
export function diff(before, after) {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i][j] = old[i] === now[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) { lines.push({ kind: "same", text: now[j] }); i += 1; j += 1; }
    else if (j === now.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) { lines.push({ kind: "gone", text: old[i] }); i += 1; }
    else { lines.push({ kind: "new", text: now[j] }); j += 1; }
  }
  return lines;
}
