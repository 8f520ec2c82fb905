------------------------------- MODULE Shoot4U -------------------------------
(***************************************************************************)
(* Shoot4U (Ouyang, Lange, Zheng, VEE'16): one hypercall names the vCPUs;   *)
(* the VMM interrupts the pCPU where each runs or last ran, one after the   *)
(* other, and drops the vCPU's tagged entries there (INVVPID single-context,*)
(* the range is ignored).  No guard asks that a target runs.  The caller    *)
(* itself can be preempted, and migrated, until it has sent the request:    *)
(* smp_call_function_single gets v->cpu as an argument, and switches        *)
(* preemption off after that, until it has waited (kernel/smp.c).           *)
(*                                                                         *)
(* The scheme is as published, with two additions.  Page-table pages are    *)
(* freed by RCU, since a flush by the VMM returns although a target walks   *)
(* them in software.  And the emulator of instructions looks, before it     *)
(* makes an access, whether anything of the vCPU was flushed since it       *)
(* walked the page table, and begins again if so: waiting for an emulation  *)
(* of a preempted vCPU would be waiting for that vCPU.  As published: bugs  *)
(* shoot4u-gup-race and shoot4u-emulation.                                  *)
(*                                                                         *)
(* Bug shoot4u-shared-info: the loop as a multicast that does not wait,     *)
(* with one info argument for all of a call's IPIs.                         *)
(* Bug shoot4u-cpu-order: vcpu->cpu is published too late (Hypervisor).      *)
(*                                                                         *)
(* Java: dev.shootdown.machine.scheme.Shoot4U.                              *)
(***************************************************************************)
EXTENDS Emulation

Multicast == "shoot4u-shared-info" \in Bugs

NothingSent(i) == \A p \in Pcpu : hostCall[i][p] = "free"

EnterGuest(v)   == EnterGuestCommon(v) /\ pc[v] # "hypercall" /\ UNCHANGED schemeVars
ExitGuest(v)    == ExitGuestCommon(v)  /\ UNCHANGED schemeVars
Preempt(v)      == PreemptCommon(v) /\ NothingSent(v) /\ UNCHANGED schemeVars
Halt(v)         == HaltCommon(v)         /\ UNCHANGED schemeVars
ReadCpumask(i)  == ReadCpumaskCommon(i)  /\ UNCHANGED schemeVars
FinishFlush(i)  == FinishFlushCommon(i)  /\ UNCHANGED schemeVars

(* Page-table pages are freed by RCU: not so in the scheme as published.     *)
TablesByRcu == "walkers" \in Features /\ "shoot4u-gup-race" \notin Bugs

FreeTable(i)      == FreeTableCommon(i) /\ (TablesByRcu => pc[i] # "returned") /\ UNCHANGED schemeVars
QueueTableFree(i) == TablesByRcu /\ QueueTableFreeCommon(i)

(* Of whom something is flushed, an emulation in flight is to be given up:   *)
(* its flush generation moves on.                                            *)
Outdates(v) == emulationStale' = [emulationStale EXCEPT ![v] = @ \/ Emulating(v)]

(* A vCPU that is loaded on another pCPU is no longer where a request may be *)
(* under way to: the move outdates its emulation itself.                     *)
LoadVcpu(v, p) ==
    /\ LoadVcpuCommon(v, p)
    /\ IF vmcsCpu[v] # p THEN Outdates(v) ELSE UNCHANGED emulationStale
    /\ UNCHANGED <<askedCpu, info, pvWordVars, pvFilterVars>>

StartEmulation(v, g) == StartEmulationCommon(v, g) /\ UNCHANGED schemeVars

(* The generation is compared and the access made with interrupts off: the   *)
(* host IPI of a flush waits, so that this is one step.                      *)
FinishEmulation(v) ==
    /\ FinishEmulationCommon(v)
    /\ emulationStale' = [emulationStale EXCEPT ![v] = FALSE]
    /\ UNCHANGED <<askedCpu, info, pvWordVars, pvFilterVars>>

Completes(v) == ~emulationStale[v] \/ "shoot4u-emulation" \in Bugs

(* VMCALL with the targets: a VM exit of i.                                  *)
Hypercall(i) ==
    /\ Runs(i)
    /\ pc[i] = "remote"
    /\ Drained(i)
    /\ targets[i] # {}
    /\ pc' = [pc EXCEPT ![i] = "hypercall"]
    /\ mode' = [mode EXCEPT ![i] = "host"]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, hardwareVars, vmcsCpu, vcpuCpu, flushRequest,
                   halted, hostCall, tableVars, cpumask, cpuVars, callVars, schemeVars>>

(* i's host code is in the loop over the targets.                            *)
InCall(i) == InHost(i) /\ pc[i] = "hypercall" /\ vcpuCpu[i] = vmcsCpu[i]

(* v->cpu of the next target; one that was never loaded is skipped.          *)
ReadVcpuCpu(i, t) ==
    /\ InCall(i)
    /\ askedCpu[i] = NoPcpu
    /\ NothingSent(i) \/ Multicast
    /\ t \in targets[i]
    /\ IF vcpuCpu[t] = NoPcpu
       THEN /\ targets' = [targets EXCEPT ![i] = @ \ {t}]
            /\ UNCHANGED <<askedCpu, info>>
       ELSE /\ askedCpu' = [askedCpu EXCEPT ![i] = vcpuCpu[t]]
            /\ info' = [info EXCEPT ![i] = t]
            /\ UNCHANGED targets
    /\ UNCHANGED <<hostVars, tableVars, cpumask, cpuVars, pc, op, opMm, held, heldTable, callVars, pvWordVars, pvFilterVars, emulationStale>>

(* The target ran where the caller now is: INVVPID here, interrupts off.     *)
InvvpidLocal(i) ==
    /\ InCall(i)
    /\ askedCpu[i] = vmcsCpu[i]
    /\ DropAllEffect(vmcsCpu[i], info[i])
    /\ Outdates(info[i])
    /\ targets' = [targets EXCEPT ![i] = @ \ {info[i]}]
    /\ askedCpu' = [askedCpu EXCEPT ![i] = NoPcpu]
    /\ info' = [info EXCEPT ![i] = IF Multicast THEN @ ELSE NoVcpu]
    /\ UNCHANGED <<hypervisorVars, tableVars, cpumask, cpuVars, pc, op, opMm, held, heldTable, callVars, pvWordVars, pvFilterVars>>

(* The request and the physical IPI.  They are one step: p looks at its      *)
(* requests only in the handler that an IPI starts.                          *)
SendHostIpi(i) ==
    LET p == askedCpu[i] IN
    /\ InCall(i)
    /\ p \notin {NoPcpu, vmcsCpu[i]}
    /\ hostCall[i][p] = "free"
    /\ hostCall' = [hostCall EXCEPT ![i][p] = "sent"]
    /\ targets' = [targets EXCEPT ![i] = @ \ {info[i]}]
    /\ askedCpu' = [askedCpu EXCEPT ![i] = NoPcpu]
    /\ UNCHANGED <<hardwareVars, mode, vmcsCpu, vcpuCpu, flushRequest, halted, tableVars, cpumask, cpuVars,
                   pc, op, opMm, held, heldTable, callVars, pvWordVars, pvFilterVars, info, emulationStale>>

(* External-interrupt exit of whatever p runs, and the handler's start.      *)
TakeHostIpi(p) ==
    /\ ~InHostHandler(p)
    /\ \A v \in Vcpu : Loaded(v, p) => Drained(v)
    /\ \E i \in Vcpu : hostCall[i][p] = "sent"
    /\ hostCall' = [i \in Vcpu |-> [hostCall[i] EXCEPT ![p] = IF @ = "sent" THEN "taken" ELSE @]]
    /\ mode' = [v \in Vcpu |-> IF mode[v] = "guest" /\ vmcsCpu[v] = p THEN "host" ELSE mode[v]]
    /\ UNCHANGED <<hardwareVars, vmcsCpu, vcpuCpu, flushRequest, halted, guestVars, schemeVars>>

(* The handler drops what the caller's info names.                           *)
Invvpid(p, i) ==
    /\ hostCall[i][p] = "taken"
    /\ hostCall' = [hostCall EXCEPT ![i][p] = "flushed"]
    /\ DropAllEffect(p, info[i])
    /\ Outdates(info[i])
    /\ UNCHANGED <<mode, vmcsCpu, vcpuCpu, flushRequest, halted, guestVars, askedCpu, info, pvWordVars, pvFilterVars>>

(* csd_unlock: the caller goes on.                                           *)
AckHostIpi(p, i) ==
    /\ hostCall[i][p] = "flushed"
    /\ hostCall' = [hostCall EXCEPT ![i][p] = "free"]
    /\ info' = [info EXCEPT ![i] = IF Multicast THEN @ ELSE NoVcpu]
    /\ UNCHANGED <<hardwareVars, mode, vmcsCpu, vcpuCpu, flushRequest, halted, guestVars, askedCpu, pvWordVars, pvFilterVars, emulationStale>>

ReturnFromHypercall(i) ==
    /\ InCall(i)
    /\ targets[i] = {}
    /\ askedCpu[i] = NoPcpu
    /\ NothingSent(i)
    /\ pc' = [pc EXCEPT ![i] = "remote"]
    /\ info' = [info EXCEPT ![i] = NoVcpu]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, hostVars, tableVars, cpumask, cpuVars, callVars,
                   askedCpu, pvWordVars, pvFilterVars, emulationStale>>

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
    \/ \E i \in Vcpu : Hypercall(i)
    \/ \E i \in Vcpu, t \in Vcpu : ReadVcpuCpu(i, t)
    \/ \E i \in Vcpu : InvvpidLocal(i)
    \/ \E i \in Vcpu : SendHostIpi(i)
    \/ \E p \in Pcpu : TakeHostIpi(p)
    \/ \E p \in Pcpu, i \in Vcpu : Invvpid(p, i)
    \/ \E p \in Pcpu, i \in Vcpu : AckHostIpi(p, i)
    \/ \E i \in Vcpu : ReturnFromHypercall(i)
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
FlushDue(v) == flushRequest[v]

(* Once a shootdown has returned, nobody can use what it replaced.           *)
NoStaleTranslation == \A p \in Pcpu, v \in Vcpu, g \in Page : NoStaleEntry(p, v, g, FlushDue(v))

(* No usable translation and no emulation that would complete reaches a      *)
(* frame that is free or somebody else's.                                    *)
NoUseAfterFree ==
    /\ \A p \in Pcpu, v \in Vcpu, g \in Page : NoFreedEntry(p, v, g, FlushDue(v))
    /\ \A v \in Vcpu, g \in Page : NoFreedEmulation(v, g, Completes(v))

(* No walk, by hardware or software, can reach a page-table page that is     *)
(* free.                                                                     *)
NoFreedTableWalk ==
    /\ \A p \in Pcpu, v \in Vcpu : NoFreedTable(p, v, FlushDue(v))
    /\ \A v \in Vcpu : NoFreedWalk(v)

(* In guest mode, no flush is still owed.                                    *)
DeferredFlushBeforeEntry == \A v \in Vcpu : mode[v] = "guest" => ~FlushDue(v)

-----------------------------------------------------------------------------
(* Proved inductive for any number of CPUs, pages and frames: see proofs.    *)

(* The hypercall of i has not flushed v yet, wherever v was when it asked.   *)
(* Of a v that moved meanwhile a flush is due.                               *)
Owes(i, v) ==
    \/ pc[i] \in {"changed", "pinned"}
    \/ pc[i] = "local" /\ v # i
    \/ pc[i] = "remote" /\ v \in targets[i]
    \/ /\ pc[i] = "hypercall"
       /\ \/ v \in targets[i] /\ info[i] # v
          \/ info[i] = v /\ \E p \in Pcpu : vmcsCpu[v] = p /\ (askedCpu[i] = p \/ hostCall[i][p] \in {"sent", "taken"})

(* Of whom the VMM has not said yet where it is, a flush is due.             *)
PublishedOrDue == \A v \in Vcpu : vcpuCpu[v] # vmcsCpu[v] => flushRequest[v]

(* The hypercall looks after one target at a time.                           *)
HypercallStands ==
    \A i \in Vcpu :
        /\ pc[i] # "hypercall" => info[i] = NoVcpu
        /\ pc[i] = "hypercall" => mode[i] # "guest"
        /\ info[i] = NoVcpu => askedCpu[i] = NoPcpu /\ NothingSent(i)
        /\ askedCpu[i] # NoPcpu => info[i] \in targets[i] /\ NothingSent(i)
        /\ \A p \in Pcpu : hostCall[i][p] # "free" => info[i] \notin targets[i]
        /\ \A p, q \in Pcpu : hostCall[i][p] # "free" /\ hostCall[i][q] # "free" => p = q

(* Nobody is interrupted.                                                    *)
NoCalls == \A i, t \in Vcpu : call[i][t] = "free" /\ ~vector[i] /\ ipis[i] = {}

(* An emulation that was not outdated is where the VMM says.                 *)
EmulationStands ==
    \A v \in Vcpu : Emulating(v) /\ ~emulationStale[v] => vcpuCpu[v] = vmcsCpu[v] /\ vmcsCpu[v] # NoPcpu

StaleEntriesOwed == \A p \in Pcpu, v \in Vcpu, g \in Page : StaleIsOwed(p, v, g, FlushDue(v), Owes)
FramesOwed       == \A p \in Pcpu, v \in Vcpu, g \in Page : FrameIsOwed(p, v, g, FlushDue(v), Owes)
TablesOwed       == \A p \in Pcpu, v \in Vcpu : TableIsOwed(p, v, FlushDue(v), Owes)
EmulationsOwed   == \A v \in Vcpu, g \in Page : EmulationIsOwed(v, g, Completes(v), Owes)
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
    /\ PublishedOrDue
    /\ HypercallStands
    /\ NoCalls
    /\ EmulationStands
    /\ StaleEntriesOwed
    /\ FramesOwed
    /\ TablesOwed
    /\ EmulationsOwed
    /\ WalksOwed

-----------------------------------------------------------------------------
(* Liveness.  An initiator that can go on infinitely often does, pCPUs       *)
(* handle host IPIs, and stores drain.  Nothing is assumed of targets, of    *)
(* the host's scheduler, of fills and evictions, or of the start of          *)
(* operations.                                                               *)
HostStep(p) ==
    \/ TakeHostIpi(p)
    \/ \E i \in Vcpu : Invvpid(p, i)
    \/ \E i \in Vcpu : AckHostIpi(p, i)

InitiatorStep(i) ==
    \/ InitiatorStepCommon(i)
    \/ ReadCpumask(i)
    \/ Hypercall(i)
    \/ \E t \in Vcpu : ReadVcpuCpu(i, t)
    \/ InvvpidLocal(i)
    \/ SendHostIpi(i)
    \/ ReturnFromHypercall(i)
    \/ FinishFlush(i)

Fairness ==
    /\ \A v \in Vcpu : SF_vars(InitiatorStep(v))
    /\ \A p \in Pcpu : WF_vars(HostStep(p))
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
                       cr3[u[1]] = u[2] /\ emulation[u[1]][u[3]] = u[4] /\ Completes(u[1])}

Refines == Abstract!Spec

=============================================================================
