------------------------------- MODULE KvmTlb -------------------------------
(***************************************************************************)
(* kvm_tlb: the paravirtual remote flush proposed for KVM in 2012.  The    *)
(* VMM publishes in a word per vCPU whether it is in guest mode; the guest *)
(* asks a vCPU that is out to flush at its next entry instead of waiting   *)
(* for it, and interrupts the others as the baseline does.  A vCPU that is *)
(* preempted just after it was looked at is waited for.                    *)
(*                                                                         *)
(* The scheme is as intended.  As published it takes the old value that    *)
(* cmpxchg returns for success: bug kvmtlb-cmpxchg-old-value; and its       *)
(* "out of guest mode" includes emulation: bug kvmtlb-emulation.            *)
(*                                                                         *)
(* Java: dev.shootdown.machine.scheme.KvmTlb.                              *)
(***************************************************************************)
EXTENDS PvFilter

LoadVcpu(v, p) == LoadVcpuCommon(v, p) /\ UNCHANGED schemeVars

(* xchg(state, IN_GUEST) before an entry, interrupts on, requests served; on *)
(* SHOULD_FLUSH, ServeDeferredFlush follows.                                 *)
SetInGuestMode(v) ==
    /\ InHost(v)
    /\ ~halted[v]
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ ~flushRequest[v]
    /\ pvState[v] # "in"
    /\ pvState' = [pvState EXCEPT ![v] = "in"]
    /\ pvFlushDue' = [pvFlushDue EXCEPT ![v] = @ \/ pvState[v] = "flush"]
    /\ UNCHANGED <<hostVars, guestVars, stealUpdate, pvCopy, pvFilterVars, hypercallVars>>

EnterGuest(v) ==
    /\ EnterGuestCommon(v)
    /\ pvState[v] = "in"
    /\ ~pvFlushDue[v]
    /\ UNCHANGED schemeVars

(* xchg(state, 0) on every exit.  The guest sets SHOULD_FLUSH only while the *)
(* word says out, so there is nothing to see in what xchg returns.           *)
ClearInGuestMode(v) ==
    /\ pvState' = [pvState EXCEPT ![v] = "out"]
    /\ UNCHANGED <<pvFlushDue, stealUpdate, pvCopy, pvFilterVars, hypercallVars>>

ExitGuest(v) == ExitGuestCommon(v) /\ ClearInGuestMode(v)
Halt(v)      == HaltCommon(v)      /\ ClearInGuestMode(v)
Preempt(v)   == PreemptCommon(v)   /\ UNCHANGED schemeVars

(* A vCPU that the VMM emulates counts as in guest mode, so that it is       *)
(* interrupted and waited for: SetInGuestMode comes before the walk, as      *)
(* before an entry, and the word goes on saying so until the next exit.  As  *)
(* published the word says out: bug kvmtlb-emulation.                        *)
StartEmulation(v, g) ==
    /\ StartEmulationCommon(v, g)
    /\ pvState[v] = "in" \/ "kvmtlb-emulation" \in Bugs
    /\ UNCHANGED schemeVars

Next ==
    \/ \E v \in Vcpu, g \in Page : FillTlb(v, g)
    \/ \E v \in Vcpu : CacheTable(v)
    \/ \E p \in Pcpu, v \in Vcpu, g \in Page : EvictTlb(p, v, g)
    \/ \E v \in Vcpu : DrainStore(v)
    \/ \E v \in Vcpu, p \in Pcpu : LoadVcpu(v, p)
    \/ \E v \in Vcpu : PublishVcpuCpu(v)
    \/ \E v \in Vcpu : ServeRequests(v)
    \/ \E v \in Vcpu : SetInGuestMode(v)
    \/ \E v \in Vcpu : ServeDeferredFlush(v)
    \/ \E v \in Vcpu : EnterGuest(v)
    \/ \E v \in Vcpu : ExitGuest(v)
    \/ \E v \in Vcpu : Preempt(v)
    \/ \E v \in Vcpu : Halt(v)
    \/ \E v \in Vcpu : Wake(v)
    \/ \E v \in Vcpu, m \in Space : SwitchMm(v, m)
    \/ \E v \in Vcpu : LoadCr3(v)
    \/ \E v \in Vcpu, m \in Space : ClearCpumask(v, m)
    \/ \E v \in Vcpu : EnterLazy(v)
    \/ \E v \in Vcpu : LeaveLazy(v)
    \/ \E v \in Vcpu : DisableInterrupts(v)
    \/ \E v \in Vcpu : EnableInterrupts(v)
    \/ \E i \in Vcpu, j \in Vcpu : MoveThread(i, j)
    \/ \E i \in Vcpu, g \in Page, f \in Frame : MapPage(i, g, f)
    \/ \E i \in Vcpu, x \in Table : HookTable(i, x)
    \/ \E i \in Vcpu, m \in Space, g \in Page : ClearPte(i, m, g)
    \/ \E i \in Vcpu, m \in Space, g \in Page : ProtectPte(i, m, g)
    \/ \E i \in Vcpu, g \in Page, h \in Page : MovePte(i, g, h)
    \/ \E i \in Vcpu, m \in Space : UnhookTable(i, m)
    \/ \E i \in Vcpu : PinThread(i)
    \/ \E i \in Vcpu : FlushLocal(i)
    \/ \E v \in Vcpu : FinishLeaveMm(v)
    \/ \E i \in Vcpu : SkipLocal(i)
    \/ \E i \in Vcpu : ReadCpumask(i)
    \/ \E i \in Vcpu, t \in Vcpu : ReadPvState(i, t)
    \/ \E i \in Vcpu : FlagFlush(i)
    \/ \E i \in Vcpu, t \in Vcpu : QueueCall(i, t)
    \/ \E i \in Vcpu, t \in Vcpu : SendFlushIpi(i, t)
    \/ \E t \in Vcpu : TakeFlushIpi(t)
    \/ \E t \in Vcpu, i \in Vcpu : HandleFlush(t, i)
    \/ \E t \in Vcpu, i \in Vcpu : AckFlush(t, i)
    \/ \E i \in Vcpu : FinishFlush(i)
    \/ \E i \in Vcpu, g \in Page : FreeFrame(i, g)
    \/ \E i \in Vcpu : FreeTable(i)
    \/ \E v \in Vcpu : StartWalk(v)
    \/ \E v \in Vcpu : EndWalk(v)
    \/ \E v \in Vcpu, g \in Page : StartEmulation(v, g)
    \/ \E v \in Vcpu : FinishEmulation(v)
    \/ \E i \in Vcpu : QueueTableFree(i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Everything of v goes before its next guest instruction.                   *)
FlushDue(v) == flushRequest[v] \/ pvFlushDue[v] \/ pvState[v] = "flush"

(* Once a shootdown has returned, nobody can use what it replaced.           *)
NoStaleTranslation == \A p \in Pcpu, v \in Vcpu, g \in Page : NoStaleEntry(p, v, g, FlushDue(v))

(* No usable translation and no emulation that would complete reaches a      *)
(* frame that is free or somebody else's.                                    *)
NoUseAfterFree ==
    /\ \A p \in Pcpu, v \in Vcpu, g \in Page : NoFreedEntry(p, v, g, FlushDue(v))
    /\ \A v \in Vcpu, g \in Page : NoFreedEmulation(v, g, TRUE)

(* No walk, by hardware or software, can reach a page-table page that is     *)
(* free.                                                                     *)
NoFreedTableWalk ==
    /\ \A p \in Pcpu, v \in Vcpu : NoFreedTable(p, v, FlushDue(v))
    /\ \A v \in Vcpu : NoFreedWalk(v)

(* In guest mode, no flush is still owed.                                    *)
DeferredFlushBeforeEntry == \A v \in Vcpu : mode[v] = "guest" => ~FlushDue(v)

-----------------------------------------------------------------------------
(* Proved inductive for any number of CPUs, pages and frames: see proofs.    *)

(* The word says "in" of whom it must not say anything else.                 *)
WordStands == \A v \in Vcpu : mode[v] = "guest" \/ Emulating(v) => pvState[v] = "in"

StaleEntriesOwed == \A p \in Pcpu, v \in Vcpu, g \in Page : StaleIsOwed(p, v, g, FlushDue(v), OwesByCall)
FramesOwed       == \A p \in Pcpu, v \in Vcpu, g \in Page : FrameIsOwed(p, v, g, FlushDue(v), OwesByCall)
TablesOwed       == \A p \in Pcpu, v \in Vcpu : TableIsOwed(p, v, FlushDue(v), OwesByCall)
EmulationsOwed   == \A v \in Vcpu, g \in Page : EmulationIsOwed(v, g, TRUE, OwesByCall)
WalksOwed        == \A v \in Vcpu : WalkIsOwed(v, WaitsByRcu)

Inv ==
    /\ TypeOK
    /\ NoStoresWithout
    /\ NoTablesWithout
    /\ NoWalksWithout
    /\ NoEmulationWithout
    /\ NoMoveWithout
    /\ LoadedSomewhere
    /\ Published
    /\ DeferredFlushBeforeEntry
    /\ OperationStands
    /\ RequestsStand
    /\ RootStands
    /\ InMask
    /\ StoresStand
    /\ MovesStand
    /\ WalksStand
    /\ NoEmulationInGuest
    /\ WordStands
    /\ StaleEntriesOwed
    /\ FramesOwed
    /\ TablesOwed
    /\ EmulationsOwed
    /\ WalksOwed

-----------------------------------------------------------------------------
(* Liveness.  A vCPU that can go on infinitely often does: as an initiator,  *)
(* as a target, and to where it takes interrupts again.  Stores drain.       *)
(* Nothing is assumed of the host's scheduler, of fills and evictions, or of *)
(* the start of operations.                                                  *)
InitiatorStep(i) ==
    \/ InitiatorStepCommon(i)
    \/ ReadCpumask(i)
    \/ \E t \in Vcpu : ReadPvState(i, t)
    \/ FlagFlush(i)
    \/ \E t \in Vcpu : QueueCall(i, t)
    \/ FinishFlush(i)

Fairness ==
    /\ \A v \in Vcpu : SF_vars(InitiatorStep(v))
    /\ \A v \in Vcpu : SF_vars(TargetStep(v))
    /\ \A v \in Vcpu : SF_vars(SectionStep(v))
    /\ \A v \in Vcpu : WF_vars(DrainStore(v))

LiveSpec == Spec /\ Fairness

(* A shootdown returns if every vCPU runs infinitely often.                  *)
EveryShootdownReturns ==
    (\A v \in Vcpu : []<>RunsSomehow(v)) => \A i \in Vcpu : Announced(i) ~> Returned(i)

(* The paper's claim: that the initiator runs infinitely often is enough.    *)
ReturnsWithoutTargets ==
    \A i \in Vcpu : []<>RunsSomehow(i) => (Announced(i) ~> Returned(i))

-----------------------------------------------------------------------------
(* Refinement: the scheme is a shootdown.                                    *)
Abstract == INSTANCE Shootdown WITH
    mapping <- pt,
    owed    <- OwedEntries,
    use     <- {u \in Vcpu \X Space \X Page \X Entry :
                   \E p \in Pcpu : /\ Usable(p, u[1], FlushDue(u[1]))
                                   /\ cr3[u[1]] = u[2]
                                   /\ tlb[p][u[1]][u[3]] = u[4]}
               \cup {u \in Vcpu \X Space \X Page \X Entry :
                       cr3[u[1]] = u[2] /\ emulation[u[1]][u[3]] = u[4]}

Refines == Abstract!Spec

=============================================================================
