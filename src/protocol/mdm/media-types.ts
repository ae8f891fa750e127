/** Content types of MDM on the wire (Apple, "Check-in" and "Sending MDM Commands to a Device"). */
export const mediaType = {
  /** Mac to server, check-in messages. */
  checkIn: 'application/x-apple-aspen-mdm-checkin',
  /** Mac to server, command reports. */
  report: 'application/x-apple-aspen-mdm',
  /** Server to Mac, commands and answers of check-in. */
  plist: 'application/xml',
  /** Server to Mac, declarative management. */
  json: 'application/json',
} as const;
