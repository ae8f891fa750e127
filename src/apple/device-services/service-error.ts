/** What device services refuse a call with. */
import type { DeviceServicesErrorWord } from '#protocol/ade/device-services/error-text.ts';

/** Thrown by a call, and written as the answer at the edge. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly word: DeviceServicesErrorWord;

  constructor(word: DeviceServicesErrorWord) {
    super(word);
    this.word = word;
  }
}
