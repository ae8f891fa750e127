import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { type CommandContext, commandOf, outputOf } from './command.ts';
import { heldTerminal } from './testing/held-terminal.ts';

describe('What a command line may say', () => {
  async function ran(...words: string[]) {
    const io = heldTerminal();
    const seen: (readonly [args: readonly string[], json: boolean])[] = [];
    const run = async ({ args, has }: CommandContext) => void seen.push([args, has('json')]);
    const surroundings = { io, settings: { home: '/nowhere', server: 'https://localhost:1' } };
    const program = new Command('porchlight').exitOverride().configureOutput(outputOf(io));
    program.addCommand(new Command('authenticator').exitOverride().configureOutput(outputOf(io)));
    program.commands[0]?.addCommand(commandOf({ usage: 'remove <name> <id>', summary: 'remove', run }, surroundings));
    const parsed = program.parseAsync(['authenticator', 'remove', ...words], { from: 'user' });
    const code = await parsed.then(
      () => undefined,
      (error: unknown) => (error as { readonly code: string }).code,
    );
    return { args: seen[0]?.[0], json: seen[0]?.[1], code, ...io.printed };
  }

  it('is an identifier that begins with a hyphen, wherever options stand', async () => {
    const lines = [
      ['ada', '-JvOq3', '--json'],
      ['--json', 'ada', '-JvOq3'],
      ['ada', '--json', '-JvOq3'],
      ['--json', 'ada', '--', '-JvOq3'],
    ];
    for (const line of lines) {
      const { args, json, code } = await ran(...line);
      assert.deepEqual([args, json, code], [['ada', '-JvOq3'], true, undefined], line.join(' '));
    }
    assert.deepEqual((await ran('-x', '-12')).args, ['-x', '-12']);
    assert.deepEqual((await ran('ada', '-hgT')).args, ['ada', '-hgT']);
  });

  it('is one that begins with two, after a "--", which the refusal says', async () => {
    const refused = await ran('ada', '--vOq3');
    assert.equal(refused.code, 'commander.unknownOption');
    assert.match(
      refused.err,
      /unknown option '--vOq3'\nhint: .*; "--" goes before an argument that looks like an option/,
    );
    assert.deepEqual((await ran('ada', '--', '--vOq3')).args, ['ada', '--vOq3']);
    assert.match((await ran('ada', '-JvOq3', '--jsno')).err, /unknown option '--jsno'/);
  });

  it('is "-h" for help, and never an argument too many', async () => {
    const helped = await ran('ada', '-h');
    assert.deepEqual([helped.code, helped.args], ['commander.helpDisplayed', undefined]);
    assert.match(helped.out, /Usage: porchlight authenticator remove/);
    const many = await ran('ada', 'one', '-two');
    assert.deepEqual([many.code, many.args], ['commander.excessArguments', undefined]);
    assert.match(many.err, /^porchlight: too many arguments.*\nhint: "--help" shows what the command takes\n$/);
  });
});
