// Reads all Mermaid blocks of Markdown files with Mermaid's own parser, by hand:
//   npm install --no-save mermaid jsdom && node tests/diagrams/parse.mjs README.md */README.md */*/README.md
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

// Mermaid cleans texts with DOMPurify, which needs a document.
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

let blocks = 0;
for (const file of process.argv.slice(2)) {
  for (const [, text] of readFileSync(file, "utf8").matchAll(/```mermaid\n(.*?)```/gs)) {
    await mermaid.parse(text); // an error ends the script with its message
    blocks += 1;
  }
}
console.log(`Mermaid reads all ${blocks} diagrams`);
process.exit(blocks > 0 ? 0 : 1);
