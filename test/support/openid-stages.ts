import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { createDatabase } from './postgres.ts';
import { openStage, type Person, type Stage } from './stage.ts';
import { suiteCurtain } from './suite-curtain.ts';

let people = 0;

/** Declares the same stories for a server on SQLite and one on PostgreSQL; each server is shared by all its stories. */
export function onEveryStage(title: string, declare: (stageNow: () => Stage) => void): void {
  for (const [engine, address] of [
    ['SQLite', async () => undefined],
    ['PostgreSQL', async () => (await createDatabase()).url],
  ] as const) {
    describe(`${title}, over ${engine}`, () => {
      const curtain = suiteCurtain();
      let opened: Stage | undefined;
      before(async () => {
        const databaseUrl = await address();
        opened = await openStage(curtain, databaseUrl === undefined ? {} : { databaseUrl });
      });
      after(() => curtain.fall());
      declare(() => opened ?? assert.fail('the stage is open'));
    });
  }
}

/** A person whom no other story knows. */
export function addPerson(stage: Stage): Promise<Person> {
  people += 1;
  return stage.addPerson(`person${people}`);
}
