---- MODULE PvTlbFlushLive ----
(* PvTlbFlush without fills of TLBs and paging-structure caches, for liveness:
   no guard of any action reads them, so that they change neither what is
   enabled nor what returns. *)
EXTENDS PvTlbFlush
NoFill(v, g) == FALSE
NoCache(v) == FALSE

(* Each part of the fairness left out: EveryShootdownReturns must fail.      *)
Initiators == \A v \in Vcpu : SF_vars(InitiatorStep(v))
Targets    == \A v \in Vcpu : SF_vars(TargetStep(v))
Sections   == \A v \in Vcpu : SF_vars(SectionStep(v))
Drains     == \A v \in Vcpu : WF_vars(DrainStore(v))
NoInitiatorSpec == Spec /\ Targets /\ Sections /\ Drains
NoTargetSpec    == Spec /\ Initiators /\ Sections /\ Drains
NoSectionSpec   == Spec /\ Initiators /\ Targets /\ Drains
NoDrainSpec     == Spec /\ Initiators /\ Targets /\ Sections

(* LiveSpec where no vCPU leaves a section and no store is seen late:        *)
(* fairness of what is never enabled says nothing, but takes TLC long.       *)
PlainLiveSpec   == Spec /\ Initiators /\ Targets

(* That the premise cannot be met: must fail, or the claim says nothing.     *)
NeverAllRun == ~\A v \in Vcpu : []<>RunsSomehow(v)
====
