import { describe } from 'vitest';
import { describeConfiguration } from './contract/configuration.contract.ts';
import { describeCounts } from './contract/counts.contract.ts';
import { describeDelivery } from './contract/delivery.contract.ts';
import { describeIntake } from './contract/intake.contract.ts';
import { describeLog } from './contract/log.contract.ts';
import { describeMoves } from './contract/moves.contract.ts';
import { describeUpkeep } from './contract/upkeep.contract.ts';
import type { OpenStore } from './testing/stage.ts';

/** What every driver promises. `open` is called once a test and yields an empty store. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`the ${name} store`, () => {
    describeIntake(open);
    describeDelivery(open);
    describeMoves(open);
    describeLog(open);
    describeCounts(open);
    describeUpkeep(open);
    describeConfiguration(open);
  });
}
