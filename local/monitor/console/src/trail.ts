/** The policies of a section that ran, as a tree: what stands in a branch hangs below it. */

export interface Policy {
  name: string;
  scope: string;
  /** How often it ran in a row, when nothing hangs below it. */
  times: number;
  below: Policy[];
}

/** Of places such as `api choose[2]/when[1]/validate-jwt[1]`, in the order in which they ran. */
export function trailOf(places: readonly string[]): Policy[] {
  const roots: Policy[] = [];
  const known = new Map<string, Policy>();
  for (const place of places) {
    const [scope = "", path = ""] = place.split(" ", 2);
    let reached = scope;
    let siblings = roots;
    for (const segment of path.split("/")) {
      reached += `/${segment}`;
      const policy = known.get(reached) ?? { name: nameOf(segment), scope, times: 1, below: [] };
      if (!known.has(reached)) siblings.push(policy);
      known.set(reached, policy);
      siblings = policy.below;
    }
  }
  return counted(roots);
}

/** `choose[2]` is a choose, but `when[2]` is its second branch. */
function nameOf(segment: string): string {
  const [name = "", number = ""] = segment.split(/[[\]]/);
  return name === "when" ? `when ${number}` : name;
}

/** Equal policies in a row become one. */
function counted(policies: Policy[]): Policy[] {
  const result: Policy[] = [];
  for (const policy of policies) {
    const last = result.at(-1);
    if (last && last.name === policy.name && last.scope === policy.scope && !last.below.length && !policy.below.length) {
      last.times += 1;
    } else {
      result.push({ ...policy, below: counted(policy.below) });
    }
  }
  return result;
}
