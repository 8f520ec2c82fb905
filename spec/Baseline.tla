------------------------------ MODULE Baseline ------------------------------
(***************************************************************************)
(* Native shootdown of Linux 3.16 to 4.0, the paper's baseline: an IPI to  *)
(* every other CPU of mm_cpumask and a busy-wait for all of them            *)
(* (native_flush_tlb_others, smp_call_function_many with wait).  A target  *)
(* that is not running is waited for until it runs.                        *)
(*                                                                         *)
(* Java: dev.shootdown.machine.scheme.Baseline.                            *)
(***************************************************************************)
EXTENDS Emulation

LoadVcpu(v, p)  == LoadVcpuCommon(v, p)  /\ UNCHANGED schemeVars
EnterGuest(v)   == EnterGuestCommon(v)   /\ UNCHANGED schemeVars
ExitGuest(v)    == ExitGuestCommon(v)    /\ UNCHANGED schemeVars
Preempt(v)      == PreemptCommon(v)      /\ UNCHANGED schemeVars
Halt(v)         == HaltCommon(v)         /\ UNCHANGED schemeVars
ReadCpumask(i)  == ReadCpumaskCommon(i)  /\ UNCHANGED schemeVars
QueueCall(i, t) == QueueCallCommon(i, t) /\ UNCHANGED schemeVars
FinishFlush(i)  == FinishFlushCommon(i)  /\ UNCHANGED schemeVars
FreeTable(i)    == FreeTableCommon(i)    /\ UNCHANGED schemeVars

StartEmulation(v, g) == StartEmulationCommon(v, g) /\ UNCHANGED schemeVars
FinishEmulation(v)   == FinishEmulationCommon(v)   /\ UNCHANGED schemeVars

Next ==
    \/ \E v \in Vcpu, g \in Page : FillTlb(v, g)
    \/ \E v \in Vcpu : CacheTable(v)
    \/ \E p \in Pcpu, v \in Vcpu, g \in Page : EvictTlb(p, v, g)
    \/ \E v \in Vcpu : DrainStore(v)
    \/ \E v \in Vcpu, p \in Pcpu : LoadVcpu(v, p)
    \/ \E v \in Vcpu : PublishVcpuCpu(v)
    \/ \E v \in Vcpu : ServeRequests(v)
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

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Everything of v goes before its next guest instruction.                   *)
FlushDue(v) == flushRequest[v]

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

StaleEntriesOwed == \A p \in Pcpu, v \in Vcpu, g \in Page : StaleIsOwed(p, v, g, FlushDue(v), OwesByCall)
FramesOwed       == \A p \in Pcpu, v \in Vcpu, g \in Page : FrameIsOwed(p, v, g, FlushDue(v), OwesByCall)
TablesOwed       == \A p \in Pcpu, v \in Vcpu : TableIsOwed(p, v, FlushDue(v), OwesByCall)
EmulationsOwed   == \A v \in Vcpu, g \in Page : EmulationIsOwed(v, g, TRUE, OwesByCall)
WalksOwed        == \A v \in Vcpu : WalkIsOwed(v, OwesByCall)

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
