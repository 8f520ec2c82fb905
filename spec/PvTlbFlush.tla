----------------------------- MODULE PvTlbFlush -----------------------------
(***************************************************************************)
(* KVM_FEATURE_PV_TLB_FLUSH, in Linux since 4.16: the steal-time area has a *)
(* byte that says that the vCPU is preempted (scheduled out for whatever   *)
(* reason); the guest adds FLUSH_TLB to the byte of a preempted target and *)
(* interrupts the others (arch/x86/kernel/kvm.c kvm_flush_tlb_multi,        *)
(* arch/x86/kvm/x86.c kvm_steal_time_set_preempted, record_steal_time).    *)
(*                                                                         *)
(* Of pvState: "in" is 0, "out" PREEMPTED, "flush" PREEMPTED | FLUSH_TLB.    *)
(*                                                                         *)
(* Bugs: CVE-2019-3016-a (the byte is written again although the VMM's own *)
(* copy says preempted), CVE-2019-3016-b (the VMM reads the byte and writes *)
(* it back later), preempted-never-reset, CVE-2022-39189 (a vCPU is         *)
(* reported preempted in the middle of an emulation).                       *)
(*                                                                         *)
(* Java: dev.shootdown.machine.scheme.PvTlbFlush.                           *)
(***************************************************************************)
EXTENDS PvFilter

(* vcpu_load raises KVM_REQ_STEAL_UPDATE.                                    *)
LoadVcpu(v, p) ==
    /\ LoadVcpuCommon(v, p)
    /\ stealUpdate' = [stealUpdate EXCEPT ![v] = TRUE]
    /\ UNCHANGED <<pvState, pvFlushDue, pvCopy, pvFilterVars, hypercallVars>>

(* record_steal_time: xchg(preempted, 0); on FLUSH_TLB, ServeDeferredFlush   *)
(* follows.                                                                  *)
ServeStealUpdate(v) ==
    LET writesBack == "CVE-2019-3016-b" \in Bugs
        readsFirst == writesBack /\ pvCopy[v]
    IN
    /\ InHost(v)
    /\ vcpuCpu[v] = vmcsCpu[v]
    /\ stealUpdate[v]
    /\ pvCopy' = [pvCopy EXCEPT ![v] = FALSE]
    /\ stealUpdate' = [stealUpdate EXCEPT ![v] = readsFirst]
    /\ pvState' = [pvState EXCEPT
           ![v] = IF readsFirst THEN @
                  ELSE IF "preempted-never-reset" \in Bugs THEN "out" ELSE "in"]
    /\ pvFlushDue' = [pvFlushDue EXCEPT
           ![v] = @ \/ (pvState[v] = "flush" /\ (readsFirst \/ ~writesBack))]
    /\ UNCHANGED <<hostVars, guestVars, pvFilterVars, hypercallVars>>

EnterGuest(v) ==
    /\ EnterGuestCommon(v)
    /\ ~stealUpdate[v]
    /\ ~pvFlushDue[v]
    /\ UNCHANGED schemeVars

(* vcpu_put: PREEMPTED, unless the VMM's own copy says so already, or the    *)
(* vCPU is not at an instruction boundary (since 5.19).                      *)
Preempt(v) ==
    LET reports == ~Emulating(v) \/ "CVE-2022-39189" \in Bugs IN
    /\ PreemptCommon(v)
    /\ pvState' = [pvState EXCEPT
           ![v] = IF ~reports \/ (pvCopy[v] /\ "CVE-2019-3016-a" \notin Bugs) THEN @ ELSE "out"]
    /\ pvCopy' = [pvCopy EXCEPT ![v] = @ \/ reports]
    /\ UNCHANGED <<pvFlushDue, stealUpdate, pvFilterVars, hypercallVars>>

ExitGuest(v) == ExitGuestCommon(v) /\ UNCHANGED schemeVars
Halt(v)      == HaltCommon(v)      /\ UNCHANGED schemeVars

(* An exit that leads to an emulation is not at an instruction boundary, so  *)
(* that the vCPU has not been reported preempted since.                      *)
StartEmulation(v, g) ==
    /\ StartEmulationCommon(v, g)
    /\ pvState[v] = "in"
    /\ UNCHANGED schemeVars

Next ==
    \/ \E v \in Vcpu, g \in Page : FillTlb(v, g)
    \/ \E v \in Vcpu : CacheTable(v)
    \/ \E p \in Pcpu, v \in Vcpu, g \in Page : EvictTlb(p, v, g)
    \/ \E v \in Vcpu : DrainStore(v)
    \/ \E v \in Vcpu, p \in Pcpu : LoadVcpu(v, p)
    \/ \E v \in Vcpu : PublishVcpuCpu(v)
    \/ \E v \in Vcpu : ServeRequests(v)
    \/ \E v \in Vcpu : ServeStealUpdate(v)
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
FlushDue(v) ==
    \/ flushRequest[v]
    \/ pvFlushDue[v]
    \/ pvState[v] = "flush" /\ (mode[v] = "out" \/ stealUpdate[v])

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
DeferredFlushBeforeEntry == \A v \in Vcpu : mode[v] = "guest" => ~FlushDue(v) /\ pvState[v] # "flush"

-----------------------------------------------------------------------------
(* Proved inductive for any number of CPUs, pages and frames: see proofs.    *)

(* The word says "in" of whom it must not say anything else; when it does    *)
(* not, it is looked at before the next entry.                               *)
WordStands ==
    \A v \in Vcpu :
        /\ mode[v] = "guest" \/ Emulating(v) => pvState[v] = "in"
        /\ mode[v] = "guest" => ~stealUpdate[v]
        /\ pvState[v] # "in" => mode[v] = "out" \/ stealUpdate[v]

(* Until it is looked at for the first time, there is nothing to lose.       *)
NoEntryCachedAtFirst ==
    \A p \in Pcpu, v \in Vcpu, g \in Page : pvState[v] # "in" /\ ~pvCopy[v] => tlb[p][v][g] = NoEntry
NoTableCachedAtFirst ==
    \A p \in Pcpu, v \in Vcpu : pvState[v] # "in" /\ ~pvCopy[v] => psc[p][v] = NoTable

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
    /\ NoEntryCachedAtFirst
    /\ NoTableCachedAtFirst
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
