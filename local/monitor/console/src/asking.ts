/** The sample clients' requests, and the switches: what they do when somebody presses a button. */

import { useEffect, useState } from "preact/hooks";
import * as api from "./api";
import type { Client, Position, State, Told } from "./api";
import { PROBES, type Action } from "./flows";

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const send = (action: Action, login: string): Promise<Told> =>
  api.send({ ...action.ask, ...(action.anonymous ? {} : { login }) });

export interface Clients {
  told: Readonly<Partial<Record<Client, Told>>>;
  asking: Client | null;
  fault: string;
  ask: (action: Action) => Promise<void>;
}

export function useClients(login: string): Clients {
  const [told, setTold] = useState<Clients["told"]>({});
  const [asking, setAsking] = useState<Client | null>(null);
  const [fault, setFault] = useState("");
  const ask = async (action: Action): Promise<void> => {
    setAsking(action.ask.client);
    try {
      const answer = await send(action, login);
      setTold((before) => ({ ...before, [action.ask.client]: answer }));
      setFault("");
      location.hash = answer.traceId;
    } catch (error) {
      setFault(message(error));
    } finally {
      setAsking(null);
    }
  };
  return { told, asking, fault, ask };
}

export interface SwitchBoard {
  positions: Position[];
  answers: ReadonlyMap<string, Told>;
  asking: boolean;
  fault: string;
  turn: (service: string, state: State) => Promise<void>;
  askEverybody: () => Promise<void>;
}

export function useSwitchBoard(login: string): SwitchBoard {
  const [positions, setPositions] = useState<Position[]>([]);
  const [answers, setAnswers] = useState<SwitchBoard["answers"]>(new Map());
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState("");
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    setFault("");
    await work().catch((error: unknown) => setFault(message(error)));
  };
  const load = async (): Promise<void> => setPositions(await api.getSwitches());
  const probe = async (action: Action): Promise<void> => {
    const answer = await send(action, login);
    setAnswers((before) => new Map(before).set(action.label, answer));
  };
  const askEverybody = async (): Promise<void> => {
    setAsking(true);
    await attempt(() => Promise.all(PROBES.map(probe)));
    setAsking(false);
  };
  const turn = async (service: string, state: State): Promise<void> => {
    setPositions((before) => before.map((each) => (each.service === service ? { service, state } : each)));
    await attempt(() => api.turnSwitch(service, state));
    await askEverybody();
    await attempt(load);
  };
  useEffect(() => void attempt(load), []);
  return { positions, answers, asking, fault, turn, askEverybody };
}
