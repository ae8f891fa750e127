import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from './rules/all-rules.ts';

const docs = join(import.meta.dirname, '../../../docs');

/** The row of a cause, as the document has it. */
function rowOf({ stage, title, cause, adminSteps, code }: (typeof allRules)[number]): string {
  const [first] = adminSteps;
  const command = first?.command ? ` \`${first.command.replaceAll('|', '\\|')}\`` : '';
  return `| ${stage} | **${title}** \`${code}\` | ${cause} | ${first?.text ?? ''}${command} |`;
}

test('docs/doctor.md has a row for every cause, word for word, in the order of the way', () => {
  const rows = readFileSync(join(docs, 'doctor.md'), 'utf8')
    .split('\n')
    .filter((line) => / `[a-z0-9_]+` \| /.test(line));
  assert.deepEqual(rows, allRules.map(rowOf));
});

test('every cause says what to do, in sentences, and leads to a document that is there', () => {
  for (const { code, title, cause, adminSteps, userSteps, docs: path, needs } of allRules) {
    assert.match(code, /^[a-z][a-z0-9_]+$/);
    assert.match(title, /^(?:[A-Z“]|macOS).*[^.]$/u, `${code}: a title has no full stop`);
    assert.match(cause, /\.$/, code);
    assert.ok(needs.length > 0, code);
    assert.ok(adminSteps.length > 0, code);
    for (const text of [...adminSteps.map((step) => step.text), ...userSteps])
      assert.match(text, /[.)”]$/, `${code}: ${text}`);
    const [file = '', anchor] = path.split('#');
    assert.ok(existsSync(join(docs, file)), `${code}: docs/${file}`);
    if (anchor !== undefined) {
      const headings = readFileSync(join(docs, file), 'utf8').matchAll(/^#+ (.*)$/gm);
      const anchors = [...headings].map(([, words = '']) =>
        words
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      assert.ok(anchors.includes(anchor), `${code}: #${anchor}`);
    }
  }
});
