/** Whoever watches an order is woken when it has changed. */
export class OrderChanges {
  readonly #waiting = new Map<number, { readonly promise: Promise<void>; readonly resolve: () => void }>();

  /** Resolves with the next change of this order. */
  next(orderId: number): Promise<void> {
    const known = this.#waiting.get(orderId);
    if (known) return known.promise;
    let resolve = () => {};
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    this.#waiting.set(orderId, { promise, resolve });
    return promise;
  }

  /** Null: changes may have been missed, so everybody looks. */
  tell(orderIds: readonly number[] | null): void {
    for (const id of orderIds ?? [...this.#waiting.keys()]) {
      this.#waiting.get(id)?.resolve();
      this.#waiting.delete(id);
    }
  }
}
