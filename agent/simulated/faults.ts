/** How a simulated host misbehaves on order. All are off by default and may be changed while it runs. */
export interface Faults {
  /** Sessions end without a logoff record. */
  losesLogoffs: boolean;
  /** A logoff takes the whole machine down. */
  crashes: boolean;
  /** The host's clock is off by this much. */
  skewMs: number;
  /** The operating system says no. */
  refuses: boolean;
  /** A program refuses to close: an ordinary logoff is accepted and does nothing. */
  resists: boolean;
  /** The operating system does not answer at all. */
  hangs: boolean;
  /** The operating system says yes and does nothing. */
  lies: boolean;
  /** Every event and every change is reported twice. */
  answersTwice: boolean;
  /** The audit policy is off: the Security log stays empty. */
  silentAudit: boolean;
}

export const NO_FAULTS: Faults = {
  losesLogoffs: false,
  crashes: false,
  skewMs: 0,
  refuses: false,
  resists: false,
  hangs: false,
  lies: false,
  answersTwice: false,
  silentAudit: false,
};
