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
  /** An exchange was answered, or has failed. */
  ended(record: ExchangeRecord): void;
  /** Everything since the last call, in the order in which it was sent. */
  take(): readonly Exchange[];
}

/** An empty log. @param watch see `MacPorts` */
export function evidenceLog(watch?: (exchange: Exchange) => void): EvidenceLog {
  let records: ExchangeRecord[] = [];
  const tell = (record: ExchangeRecord) => {
    try {
      watch?.(record);
    } catch {
      // Whoever looks on has no say in what happens.
    }
  };
  return {
    begin(exchange) {
      const record: ExchangeRecord = { ...exchange, received: undefined, error: undefined, checks: [] };
      records.push(record);
      tell(record);
      return record;
    },
    ended: tell,
    take() {
      const taken = records;
      records = [];
      for (const record of taken) tell(record);
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
