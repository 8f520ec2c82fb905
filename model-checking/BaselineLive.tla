---- MODULE BaselineLive ----
(* Baseline without fills of TLBs and paging-structure caches, for liveness:
   no guard of any action reads them, so that they change neither what is
   enabled nor what returns. *)
EXTENDS Baseline
NoFill(v, g) == FALSE
NoCache(v) == FALSE

(* Sections with interrupts off end, if their vCPU runs.                     *)
SectionsEnd == \A v \in Vcpu : SF_vars(EnableInterrupts(v))
LiveSpecWithSections == LiveSpec /\ SectionsEnd

(* So do switch_mm and walks, during which no interrupt is taken.            *)
SwitchesEnd == \A v \in Vcpu : []<>Settled(v)
LiveSpecWithSwitches == LiveSpec /\ SwitchesEnd
WalksEnd == \A v \in Vcpu : []<>(walk[v] = NoTable)
LiveSpecWithWalks == LiveSpec /\ WalksEnd

(* That a vCPU finishes leave_mm in a flush of its own is no progress of it  *)
(* as a target: it could do that for ever.                                   *)
RolesApart ==
    \A v \in Vcpu : SF_vars(TargetStep(v) /\ (InHandler(v) \/ ~LeavingMm(v)))
LiveSpecWithRoles == LiveSpecWithSwitches /\ RolesApart

(* Stores drain. That the VMM's store of vcpu->cpu has drained, each time an *)
(* initiator is moved, is no progress of the initiator.                      *)
StoresDrain ==
    \A v \in Vcpu : WF_vars(DrainStore(v)) /\ SF_vars(InitiatorStep(v) /\ ~cpuStore[v])
LiveSpecWithStores == LiveSpec /\ StoresDrain

(* Each part of the fairness left out: EveryShootdownReturns must fail.      *)
NoInitiatorSpec == Spec /\ \A v \in Vcpu : SF_vars(TargetStep(v))
NoTargetSpec    == Spec /\ \A v \in Vcpu : SF_vars(InitiatorStep(v))

(* That the premise cannot be met: must fail, or the claim says nothing.     *)
NeverAllRun == ~\A v \in Vcpu : []<>RunsSomehow(v)
====
