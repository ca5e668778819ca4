import type { TextPlace } from './finding.js';
import type {
  ClosedSeen,
  CommandSeen,
  ConnectSeen,
  EndpointSeen,
  NoteSeen,
  ReplySeen,
  TargetSeen,
  TlsSeen,
  TransferSeen,
} from './observation.js';
import type { Endpoint } from '../reply/endpoint.js';

/** Everything that is read from a text has a place in it. */
interface InText {
  readonly at: TextPlace;
}

/** A 227, 228, 229, PORT or EPRT, with all that was decoded of it. */
export type EndpointEvent = EndpointSeen &
  InText & {
    readonly endpoint: Endpoint;
    /** It is quoted in other text (prose, a second copy of a line), not said in the dialogue itself. */
    readonly mention: boolean;
  };

export type TransferEvent = TransferSeen &
  InText & {
    /** The endpoint prepared for it: the last 227, 229, PORT or EPRT of the session before the command. */
    readonly endpoint?: Endpoint | undefined;
    /** Code of the reply that ended it. */
    readonly code?: number | undefined;
  };

/** What a transcript says, in the words of all evidence. */
export type TranscriptEvent =
  | EndpointEvent
  | TransferEvent
  | (TargetSeen & InText)
  | (ConnectSeen & InText)
  | (CommandSeen & InText)
  | (ReplySeen & InText)
  | (NoteSeen & InText)
  | (TlsSeen & InText)
  | (ClosedSeen & InText);

export type Emit = (event: TranscriptEvent) => void;
