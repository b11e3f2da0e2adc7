// Parts of the console that are not in the first script: they come when they are asked for.
import { type ComponentType, useEffect, useState } from "react";
import { Loading } from "./states.tsx";

/**
 * A part that is drawn as soon as it has come, and at once the next time. React's `lazy` would hold it back: what comes
 * after a fallback is shown 300 ms after it at the earliest. Where it cannot be brought, the error is thrown where it would
 * stand: browsers ask for a script that failed only once a page.
 */
export function later<P extends object>(bring: () => Promise<ComponentType<P>>): ComponentType<P> {
  let brought: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [Part, show] = useState(() => brought);
    useEffect(() => {
      if (brought) return show(() => brought);
      let left = false;
      const shows = (part: () => ComponentType<P>) => !left && show(part);
      bring().then(
        (part) => {
          brought = part;
          shows(() => part);
        },
        (error: unknown) =>
          shows(() => {
            throw error;
          }),
      );
      return () => {
        left = true;
      };
    }, []);
    return Part ? <Part {...props} /> : <Loading />;
  };
}
