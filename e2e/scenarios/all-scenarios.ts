import { describe } from 'vitest';
import type { Engine } from '../engines/engine.ts';
import { visitWith } from '../stage/visit-shop.ts';
import { attributionScenarios } from './attribution.ts';
import { captureScenarios } from './capture.ts';
import { consentScenarios } from './consent.ts';
import { deliveryScenarios } from './delivery.ts';
import { identityScenarios } from './identity.ts';
import { robustnessScenarios } from './robustness.ts';

/** What holds in every engine. */
export function allScenarios(engine: () => Engine): void {
  const visit = visitWith(engine);
  describe('identity', () => {
    identityScenarios(visit);
  });
  describe('attribution', () => {
    attributionScenarios(visit);
  });
  describe('delivery', () => {
    deliveryScenarios(visit);
  });
  describe('capture', () => {
    captureScenarios(visit);
  });
  describe('consent', () => {
    consentScenarios(visit);
  });
  describe('robustness', () => {
    robustnessScenarios(visit);
  });
}
