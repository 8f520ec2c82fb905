---- MODULE BaselineReach ----
EXTENDS Baseline, Reachable

(* A walk in software holds a page-table page that is unhooked.              *)
ReachesWalkOfUnhookedTable == \A i, v \in Vcpu : walk[v] # NoTable => heldTable[i] # walk[v]

(* The VMM emulates with a translation that the page table has not any more. *)
ReachesEmulationOfOldEntry ==
    \A v \in Vcpu, g \in Page : emulation[v][g] # NoEntry => emulation[v][g] = pt[cr3[v]][g]
====
