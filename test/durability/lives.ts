/**
 * What clients do while the server dies again and again. Each life notes what was acknowledged, and nothing else; after a
 * restart it checks that all of it still counts.
 */
import assert from 'node:assert/strict';
import { HttpsError } from '#runtime/https-fetch.ts';
import type { RegistrationProof } from '#protocol/platform-sso/registration/device-registration.ts';
import { codeOf, expected, type Reply } from '#server/platform-sso/contract/reply.ts';
import { joinedMac, TestMac } from '#server/platform-sso/contract/test-mac.ts';
import { password, type Person } from '#server/platform-sso/contract/test-provider.ts';
import type { MortalServer } from './mortal-server.ts';

/** Something that acts until the server is gone, and checks when it is back. */
export interface Life {
  /** One step. Throws HttpsError when the server dies meanwhile. */
  act(): Promise<void>;
  /** Everything acknowledged is still so. */
  check(): Promise<void>;
}

/** Acts until the server is gone. */
export async function liveOn(life: Life): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    try {
      await life.act();
    } catch (error) {
      if (error instanceof HttpsError) return steps;
      throw error;
    }
  }
}

let people = 0;

/** A person of the directory, with the usual password. */
export async function newPerson({ admin }: MortalServer): Promise<Person> {
  people += 1;
  const accountName = `mortal${people}`;
  const username = `${accountName}@example.org`;
  const facts = { accountName, fullName: `Mortal ${people}`, userPrincipalName: username, password };
  const { id } = await admin.createUser({ body: facts });
  return { id, accountName, username };
}

/** A Mac that logs in, refreshes and asks for its unlock key. No form that was answered is ever answered again. */
export class Session implements Life {
  readonly #mac: TestMac;
  readonly #person: Person;
  #token: string;
  #certificate: string | undefined;
  #answered: string[] = [];

  private constructor(mac: TestMac, person: Person, token: string) {
    this.#mac = mac;
    this.#person = person;
    this.#token = token;
  }

  static async begin(server: MortalServer): Promise<Session> {
    const person = await newPerson(server);
    const mac = await joinedMac(server, person);
    const { refreshToken } = mac.tokensOf(await mac.post(await mac.keyLogin(person)));
    return new Session(mac, person, refreshToken);
  }

  async act(): Promise<void> {
    this.#token = this.#mac.tokensOf(await this.#ask(await this.#mac.refresh(this.#token))).refreshToken;
    await this.#askForKey();
    this.#mac.tokensOf(await this.#ask(await this.#mac.keyLogin(this.#person)));
  }

  async check(): Promise<void> {
    for (const form of this.#answered) assert.equal(codeOf(await this.#mac.post(form)), 'nonce_replayed');
    this.#answered = [];
    // The last refresh may have been lost on its way back: the token that the Mac has must do, and end no family.
    this.#token = this.#mac.tokensOf(await this.#mac.post(await this.#mac.refresh(this.#token))).refreshToken;
    await this.#askForKey();
  }

  async #askForKey(): Promise<void> {
    const reply = await this.#ask(await this.#mac.keyRequest(this.#person, this.#token));
    const certificate = Buffer.from(this.#mac.unlockKeyOf(reply).certificate).toString('hex');
    assert.equal(certificate, this.#certificate ?? certificate);
    this.#certificate = certificate;
  }

  async #ask(form: string): Promise<Reply> {
    const reply = expected(await this.#mac.post(form));
    this.#answered.push(form);
    return reply;
  }
}

/** Macs that join one after the other. */
export class Arrivals implements Life {
  readonly #server: MortalServer;
  readonly #person: Person;
  readonly #joined: TestMac[] = [];
  /** Registered, but the person is not on it yet. */
  #registered: TestMac | undefined;
  /** Sent, but not answered: it comes again with the same token. */
  #unsure: { readonly mac: TestMac; readonly proof: RegistrationProof } | undefined;

  private constructor(server: MortalServer, person: Person) {
    this.#server = server;
    this.#person = person;
  }

  static async begin(server: MortalServer): Promise<Arrivals> {
    return new Arrivals(server, await newPerson(server));
  }

  async act(): Promise<void> {
    const mac = this.#registered ?? (await this.#register());
    expected(await mac.registerUser(this.#person, 'UserSecureEnclaveKey'));
    this.#registered = undefined;
    this.#joined.push(mac);
  }

  /** The newest few; {@link checkAll} asks for all. */
  async check(): Promise<void> {
    await this.#checkFrom(Math.max(0, this.#joined.length - 3));
    if (this.#registered) expected(await this.#registered.registerUser(this.#person, 'UserSecureEnclaveKey'));
  }

  async checkAll(): Promise<number> {
    await this.#checkFrom(0);
    return this.#joined.length;
  }

  async #register(): Promise<TestMac> {
    const unsure = this.#unsure ?? (await this.#token());
    this.#unsure = unsure;
    expected(await unsure.mac.registerDevice(unsure.proof));
    this.#unsure = undefined;
    this.#registered = unsure.mac;
    return unsure.mac;
  }

  async #token() {
    const mac = new TestMac(this.#server);
    return { mac, proof: await mac.registrationToken() };
  }

  async #checkFrom(start: number): Promise<void> {
    for (const mac of this.#joined.slice(start)) expected(await mac.post(await mac.keyLogin(this.#person)));
  }
}

/** A person whose password an administrator changes again and again. */
export class Passwords implements Life {
  readonly #server: MortalServer;
  readonly #person: Person;
  readonly #mac: TestMac;
  #current = password;
  #previous: string | undefined;
  #unsure: string | undefined;
  #changes = 0;

  private constructor(server: MortalServer, person: Person) {
    this.#server = server;
    this.#person = person;
    this.#mac = new TestMac(server);
  }

  static async begin(server: MortalServer): Promise<Passwords> {
    return new Passwords(server, await newPerson(server));
  }

  async act(): Promise<void> {
    this.#changes += 1;
    this.#unsure = `lantern number ${this.#changes} over the gate`;
    await this.#server.admin.setPassword({ params: { user: this.#person.id }, body: { password: this.#unsure } });
    this.#settle(this.#unsure);
  }

  /** The change that was not answered happened or did not; whichever it was, exactly one password is good. */
  async check(): Promise<void> {
    if (this.#unsure !== undefined && (await this.#isGood(this.#unsure))) this.#settle(this.#unsure);
    this.#unsure = undefined;
    assert.ok(await this.#isGood(this.#current), 'the acknowledged password is good');
    if (this.#previous !== undefined) assert.ok(!(await this.#isGood(this.#previous)), 'the one before is not');
  }

  #settle(word: string): void {
    this.#previous = this.#current;
    this.#current = word;
    this.#unsure = undefined;
  }

  async #isGood(word: string): Promise<boolean> {
    const { status, body } = await this.#mac.signIn(this.#person, word);
    assert.equal(status, 200, body);
    // Otherwise it is the page again, with what is wrong.
    return body.includes('"access_token"');
  }
}
