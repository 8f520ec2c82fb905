---- MODULE PvTlbFlushReach ----
EXTENDS PvTlbFlush, Reachable

(* The VMM took a deferred flush from the byte.                              *)
ReachesDeferredFlush == \A v \in Vcpu : ~pvFlushDue[v]

(* Between read and cmpxchg, the target came back: cmpxchg will fail.        *)
ReachesLostRace == \A i \in Vcpu : checking[i] # NoVcpu => pvState[checking[i]] = seen[i]

(* vcpu_put finds that its own copy says preempted already.                  *)
ReachesSecondPut ==
    \A v \in Vcpu : mode[v] = "host" /\ vcpuCpu[v] = vmcsCpu[v] /\ pvState[v] = "flush" => ~pvCopy[v]
====
