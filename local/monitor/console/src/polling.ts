/** Asking again and again, while somebody looks. */

import { useEffect, useState } from "preact/hooks";
import { getTrace, type RequestSummary, type Trace } from "./api";

/** What `get` answered last; null until it does. Of what fails, the answer before it stays. */
export function usePolled<T>(get: () => Promise<T>, milliseconds: number): T | null {
  const [value, setValue] = useState<T | null>(null);
  useEffect(() => {
    let timer = 0;
    const ask = async (): Promise<void> => {
      const answer = document.hidden ? null : await get().catch(() => null);
      if (answer !== null) setValue(() => answer);
      timer = setTimeout(ask, milliseconds);
    };
    void ask();
    return () => clearTimeout(timer);
  }, []);
  return value;
}

/** The trace that the address names after its `#`. */
export function useSelected(): string | null {
  const read = (): string | null => location.hash.slice(1) || null;
  const [selected, setSelected] = useState(read);
  useEffect(() => {
    const change = (): void => setSelected(read());
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return selected;
}

/** A trace as far as it has come; its last spans come when `requests` change. */
export function useTrace(traceId: string | null, requests: RequestSummary[] | null): Trace | null {
  const [trace, setTrace] = useState<Trace | null>(null);
  useEffect(() => {
    let current = true;
    if (traceId) getTrace(traceId).then((found) => current && setTrace(found), () => undefined);
    return () => {
      current = false;
    };
  }, [traceId, requests]);
  return trace?.traceId === traceId ? trace : null;
}
