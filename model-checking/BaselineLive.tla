---- MODULE BaselineLive ----
(* Baseline without TLB fills, for liveness: no guard of any action reads the TLB, *)
(* so that fills change neither what is enabled nor what returns.            *)
EXTENDS Baseline
NoFill(v, g) == FALSE

(* Sections with interrupts off end, if their vCPU runs.                     *)
SectionsEnd == \A v \in Vcpu : SF_vars(EnableInterrupts(v))
LiveSpecWithSections == LiveSpec /\ SectionsEnd

(* Each part of the fairness left out: EveryShootdownReturns must fail.      *)
NoInitiatorSpec == Spec /\ \A v \in Vcpu : SF_vars(TargetStep(v))
NoTargetSpec    == Spec /\ \A v \in Vcpu : SF_vars(InitiatorStep(v))

(* That the premise cannot be met: must fail, or the claim says nothing.     *)
NeverAllRun == ~\A v \in Vcpu : []<>RunsSomehow(v)
====
