---- MODULE Shoot4UReach ----
EXTENDS Shoot4U, Reachable

(* Two callers wait for each other's pCPU.                                   *)
ReachesCrossedHypercalls ==
    \A i, j \in Vcpu :
        i # j /\ mode[i] = "host" /\ mode[j] = "host" =>
            hostCall[i][vmcsCpu[j]] = "free" \/ hostCall[j][vmcsCpu[i]] = "free"

(* A pCPU flushes a target that was loaded elsewhere in the meantime.        *)
ReachesTargetThatMoved ==
    \A i \in Vcpu, p \in Pcpu : hostCall[i][p] = "taken" => vmcsCpu[info[i]] = p

(* A target is flushed while it is on no pCPU.                               *)
ReachesFlushOfTargetThatIsOut ==
    \A i \in Vcpu, p \in Pcpu : hostCall[i][p] = "taken" => mode[info[i]] # "out"
====
