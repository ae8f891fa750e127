/** Collects what an act leaves to look at, while it happens. */
import type { Check, DecodedMessage, Exchange, Purpose, ReceivedMessage, SentMessage } from './evidence.ts';

/** One exchange that is under way. */
export interface ExchangeRecord {
  readonly time: number;
  readonly purpose: Purpose;
  readonly sent: SentMessage;
  received: ReceivedMessage | undefined;
  error: string | undefined;
  readonly checks: Check[];
  readonly quirks: readonly string[];
}

/** The log of one act. */
export interface EvidenceLog {
  begin(exchange: Pick<ExchangeRecord, 'time' | 'purpose' | 'sent' | 'quirks'>): ExchangeRecord;
  /** Everything since the last call, in the order in which it was sent. */
  take(): readonly Exchange[];
}

/** An empty log. */
export function evidenceLog(): EvidenceLog {
  let records: ExchangeRecord[] = [];
  return {
    begin(exchange) {
      const record: ExchangeRecord = { ...exchange, received: undefined, error: undefined, checks: [] };
      records.push(record);
      return record;
    },
    take() {
      const taken = records;
      records = [];
      return taken;
    },
  };
}

/** Notes what an encrypted response holds. */
export function noteDecrypted(record: ExchangeRecord, decrypted: DecodedMessage): void {
  if (record.received) record.received = { ...record.received, decrypted };
}

/** Notes the id_token of a response. */
export function noteIdToken(record: ExchangeRecord, idToken: DecodedMessage): void {
  if (record.received) record.received = { ...record.received, idToken };
}
