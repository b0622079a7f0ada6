// The WebRTC port of Node: libdatachannel, which simple-peer reaches through webrtc-polyfill.

import type { RtcPort } from '../../ports/rtc.ts';
import { createRtcPort } from '../rtc.ts';
import { occupyFirstChecks } from './first-check.ts';

export const nodeRtc: RtcPort = createRtcPort({
  libdatachannel: true,
  beforeOffer: occupyFirstChecks,
});
