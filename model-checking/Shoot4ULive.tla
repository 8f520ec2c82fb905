---- MODULE Shoot4ULive ----
(* Shoot4U without fills of TLBs and paging-structure caches, for liveness:
   no guard of any action reads them, so that they change neither what is
   enabled nor what returns. *)
EXTENDS Shoot4U
NoFill(v, g) == FALSE
NoCache(v) == FALSE

(* Each part of the fairness left out: EveryShootdownReturns must fail.      *)
Initiators == \A v \in Vcpu : SF_vars(InitiatorStep(v))
Hosts      == \A p \in Pcpu : WF_vars(HostStep(p))
Drains     == \A v \in Vcpu : WF_vars(DrainStore(v))
NoInitiatorSpec == Spec /\ Hosts /\ Drains
NoHostSpec      == Spec /\ Initiators /\ Drains
NoDrainSpec     == Spec /\ Initiators /\ Hosts

(* That the premise cannot be met: must fail, or the claim says nothing.     *)
NeverAllRun == ~\A v \in Vcpu : []<>RunsSomehow(v)
====
