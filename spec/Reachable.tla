----------------------------- MODULE Reachable ------------------------------
(***************************************************************************)
(* Debugging invariants, meant to be violated: each denies that a kind of   *)
(* state is reached on which the claims rest.  A model in model-checking    *)
(* that violates ReachesX has reached X; one that held would say that the  *)
(* claims are confirmed for want of anything that could break them.        *)
(*                                                                         *)
(* What the schemes add is in model-checking, in modules named …Reach.      *)
(***************************************************************************)
EXTENDS Guest

(* A vCPU in guest mode has an entry that the page table has not any more,   *)
(* and a shootdown in flight is about to take away.                          *)
ReachesStaleEntryInFlight ==
    \A v \in Vcpu, g \in Page :
        mode[v] = "guest" /\ cr3[v] # Kernel =>
            tlb[vmcsCpu[v]][v][g] \in {NoEntry, pt[cr3[v]][g]}

(* Two initiators wait for each other.                                       *)
ReachesCrossedShootdowns ==
    \A i, j \in Vcpu : i # j => call[i][j] = "free" \/ call[j][i] = "free"

(* An initiator is off its pCPU in the middle of a shootdown.                *)
ReachesPreemptedInitiator ==
    \A i \in Vcpu : pc[i] \in {"remote", "hypercall"} => mode[i] # "out"

(* A request waits for a target that is on no pCPU.                          *)
ReachesWaitForTargetThatIsOut ==
    \A i, t \in Vcpu : call[i][t] = "queued" => mode[t] # "out"

(* A vCPU was loaded on another pCPU while a shootdown is going on, and the  *)
(* VMM has not said so yet.                                                  *)
ReachesMigrationInShootdown ==
    \A i, v \in Vcpu : pc[i] \in {"remote", "hypercall"} => vcpuCpu[v] \in {NoPcpu, vmcsCpu[v]}

(* A lazy vCPU has left the address space.                                   *)
ReachesLeftMm == \A v \in Vcpu : lazy[v] => cr3[v] # Kernel

(* A vCPU walks an entry that another one has changed, and cannot know.      *)
ReachesStoreSeenLate ==
    \A i, v \in Vcpu, g \in Page :
        i # v /\ g \in pteStore[i] /\ mode[v] = "guest" /\ cr3[v] = opMm[i] => tlb[vmcsCpu[v]][v][g] = NoEntry

=============================================================================
