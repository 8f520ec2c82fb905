---- MODULE KvmTlbReach ----
EXTENDS KvmTlb, Reachable

(* The VMM took a deferred flush from the shared word.                       *)
ReachesDeferredFlush == \A v \in Vcpu : ~pvFlushDue[v]

(* Between read and cmpxchg, the target came back: cmpxchg will fail.        *)
ReachesLostRace == \A i \in Vcpu : checking[i] # NoVcpu => pvState[checking[i]] = seen[i]

(* The word says "in" already, and a request is there at the re-check.       *)
ReachesAbortedEntry == \A v \in Vcpu : mode[v] = "host" /\ pvState[v] = "in" => ~flushRequest[v]
====
