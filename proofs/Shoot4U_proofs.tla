-------------------------- MODULE Shoot4U_proofs ---------------------------
(***************************************************************************)
(* Shoot4U, proved with TLAPS for sets of any size and every combination   *)
(* of features.  GuestLemmas has what all schemes have in common; here are *)
(* the conjuncts of Inv that are this scheme's own, and its own actions.   *)
(***************************************************************************)
EXTENDS Shoot4U, GuestLemmas

USE NothingIsNoValue, NoEntryIsNoEntry
USE DEF hardwareVars, hypervisorVars, hostVars, walkVars, tableVars, registerVars, storeVars, cpuVars, opVars,
        callVars, guestVars, pvWordVars, pvFilterVars, hypercallVars, schemeVars, vars

(* What is claimed.                                                          *)
Safety ==
    /\ NoStaleTranslation
    /\ NoUseAfterFree
    /\ NoFreedTableWalk
    /\ DeferredFlushBeforeEntry


LEMMA Parts ==
    Inv <=> /\ SchemeTypeOK /\ Common
            /\ DeferredFlushBeforeEntry /\ PublishedOrDue /\ HypercallStands
            /\ NoCalls /\ EmulationStands /\ StaleEntriesOwed
            /\ FramesOwed /\ TablesOwed /\ EmulationsOwed
            /\ WalksOwed
  BY TypeOKParts DEF Inv, Common

LEMMA NextParts ==
    ASSUME SchemeTypeOK', Common', DeferredFlushBeforeEntry', PublishedOrDue', HypercallStands', NoCalls',
           EmulationStands', StaleEntriesOwed', FramesOwed', TablesOwed', EmulationsOwed', WalksOwed'
    PROVE  Inv'
  BY NextTypeOKParts DEF Inv, Common

(* What nobody changes stays true.                                           *)

LEMMA SchemeTypeOKFrame == ASSUME SchemeTypeOK, UNCHANGED schemeVars PROVE SchemeTypeOK'
  BY DEF SchemeTypeOK, PvStateType, PvFlushDueType, StealUpdateType, PvCopyType, UncheckedType, CheckingType, SeenType,
         AskedCpuType, InfoType, EmulationStaleType

LEMMA DeferredFlushBeforeEntryFrame ==
    ASSUME DeferredFlushBeforeEntry, UNCHANGED <<mode, flushRequest>>
    PROVE  DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue

LEMMA PublishedOrDueFrame ==
    ASSUME PublishedOrDue, UNCHANGED <<vmcsCpu, vcpuCpu, flushRequest>>
    PROVE  PublishedOrDue'
  BY DEF PublishedOrDue

LEMMA HypercallStandsFrame ==
    ASSUME HypercallStands, UNCHANGED <<mode, hostCall, pc, targets, askedCpu, info>>
    PROVE  HypercallStands'
  BY DEF HypercallStands, NothingSent

LEMMA NoCallsFrame ==
    ASSUME NoCalls, UNCHANGED <<call, vector, ipis>>
    PROVE  NoCalls'
  BY DEF NoCalls

LEMMA EmulationStandsFrame ==
    ASSUME EmulationStands, UNCHANGED <<vmcsCpu, vcpuCpu, emulationStale, emulation>>
    PROVE  EmulationStands'
  BY DEF Emulating, EmulationStands

LEMMA StaleEntriesOwedFrame ==
    ASSUME StaleEntriesOwed, UNCHANGED <<tlb, vmcsCpu, flushRequest, hostCall, pt, cr3, pc, opMm, held, targets,
                               askedCpu, info>>
    PROVE  StaleEntriesOwed'
  BY DEF FlushDue, Owes, StaleEntriesOwed, StaleIsOwed

LEMMA FramesOwedFrame ==
    ASSUME FramesOwed, UNCHANGED <<tlb, vmcsCpu, flushRequest, hostCall, pt, cr3, pc, op, opMm, held, targets,
                               askedCpu, info>>
    PROVE  FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Names, Owes

LEMMA TablesOwedFrame ==
    ASSUME TablesOwed, UNCHANGED <<psc, vmcsCpu, flushRequest, hostCall, table, cr3, pc, opMm, heldTable, targets,
                               askedCpu, info>>
    PROVE  TablesOwed'
  BY DEF FlushDue, Owes, TableIsOwed, TablesOwed

LEMMA EmulationsOwedFrame ==
    ASSUME EmulationsOwed, UNCHANGED <<vmcsCpu, hostCall, pt, cr3, pc, op, opMm, held, targets, askedCpu, info,
                               emulationStale, emulation>>
    PROVE  EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Names, Owes

LEMMA WalksOwedFrame ==
    ASSUME WalksOwed, UNCHANGED <<table, cr3, pc, opMm, heldTable, walk, graceFor>>
    PROVE  WalksOwed'
  BY DEF WaitsByRcu, WalkIsOwed, WalksOwed

LEMMA OwnUntouched ==
    /\ DeferredFlushBeforeEntry /\ UNCHANGED <<mode, flushRequest>> => DeferredFlushBeforeEntry'
    /\ PublishedOrDue /\ UNCHANGED <<vmcsCpu, vcpuCpu, flushRequest>> => PublishedOrDue'
    /\ HypercallStands /\ UNCHANGED <<mode, hostCall, pc, targets, askedCpu, info>> => HypercallStands'
    /\ NoCalls /\ UNCHANGED <<call, vector, ipis>> => NoCalls'
    /\ EmulationStands /\ UNCHANGED <<vmcsCpu, vcpuCpu, emulationStale, emulation>> => EmulationStands'
    /\ StaleEntriesOwed /\ UNCHANGED <<tlb, vmcsCpu, flushRequest, hostCall, pt, cr3, pc, opMm, held, targets,
                              askedCpu, info>> => StaleEntriesOwed'
    /\ FramesOwed /\ UNCHANGED <<tlb, vmcsCpu, flushRequest, hostCall, pt, cr3, pc, op, opMm, held, targets, askedCpu,
                        info>> => FramesOwed'
    /\ TablesOwed /\ UNCHANGED <<psc, vmcsCpu, flushRequest, hostCall, table, cr3, pc, opMm, heldTable, targets,
                        askedCpu, info>> => TablesOwed'
    /\ EmulationsOwed /\ UNCHANGED <<vmcsCpu, hostCall, pt, cr3, pc, op, opMm, held, targets, askedCpu, info,
                            emulationStale, emulation>> => EmulationsOwed'
    /\ WalksOwed /\ UNCHANGED <<table, cr3, pc, opMm, heldTable, walk, graceFor>> => WalksOwed'
  BY DeferredFlushBeforeEntryFrame, PublishedOrDueFrame, HypercallStandsFrame, NoCallsFrame,
     EmulationStandsFrame, StaleEntriesOwedFrame, FramesOwedFrame, TablesOwedFrame, EmulationsOwedFrame,
     WalksOwedFrame

(* The same at every argument, of the hypercall's variables.                 *)
HostTypes ==
    \A i \in Vcpu : /\ info[i] \in Vcpu \cup {NoVcpu}
                    /\ askedCpu[i] \in Pcpu \cup {NoPcpu}
                    /\ vcpuCpu[i] \in Pcpu \cup {NoPcpu}

LEMMA HostTypesHold == SchemeTypeOK /\ GuestTypeOK => HostTypes
  BY DEF SchemeTypeOK, GuestTypeOK, InfoType, AskedCpuType, VcpuCpuType, HostTypes

-----------------------------------------------------------------------------
(* What several actions do.                                                  *)
HostSlotBecomes(i, p, state) ==
    \A w \in Vcpu, q \in Pcpu : hostCall'[w][q] = IF w = i /\ q = p THEN state ELSE hostCall[w][q]

LEMMA HostCallSet ==
    ASSUME HostCallType, NEW i \in Vcpu, NEW p \in Pcpu, NEW e \in {"free", "sent", "taken", "flushed"},
           hostCall' = [hostCall EXCEPT ![i][p] = e]
    PROVE  HostCallType' /\ HostSlotBecomes(i, p, e)
  BY DEF HostCallType, HostSlotBecomes

Outdated(v) == \A w \in Vcpu : emulationStale'[w] <=> emulationStale[w] \/ (w = v /\ Emulating(v))

LEMMA Outdate ==
    ASSUME EmulationStaleType, NEW v \in Vcpu, Outdates(v)
    PROVE  Outdated(v) /\ EmulationStaleType'
  BY DEF EmulationStaleType, Outdates, Outdated

(* The variables of other schemes.                                           *)
LEMMA OthersUntouched ==
    ASSUME SchemeTypeOK, UNCHANGED <<pvWordVars, pvFilterVars>>, AskedCpuType', InfoType', EmulationStaleType'
    PROVE  SchemeTypeOK'
  BY DEF SchemeTypeOK, PvStateType, PvFlushDueType, StealUpdateType, PvCopyType, UncheckedType, CheckingType, SeenType

LEMMA HostTypesUntouched ==
    /\ AskedCpuType /\ UNCHANGED askedCpu => AskedCpuType'
    /\ InfoType /\ UNCHANGED info => InfoType'
    /\ EmulationStaleType /\ UNCHANGED emulationStale => EmulationStaleType'
  BY DEF AskedCpuType, InfoType, EmulationStaleType

-----------------------------------------------------------------------------
(* Action by action.                                                         *)

LEMMA FillTlbKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, NEW g \in Page, FillTlb(v, g)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FillTlbDoes(v, g) /\ Common'
  BY FillTlbKeeps
<1> StaleEntriesOwed'
  BY DEF FillTlbDoes, FlushDue, Inv, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FillTlbDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF FillTlbDoes, Inv

LEMMA CacheTableKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, CacheTable(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> CacheTableDoes(v) /\ Common'
  BY CacheTableKeeps
<1> TablesOwed'
  BY DEF CacheTableDoes, FlushDue, Inv, Owes, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF CacheTableDoes, Inv

LEMMA EvictTlbKept ==
    ASSUME Bugs = {}, Inv, NEW p \in Pcpu, NEW v \in Vcpu, NEW g \in Page, EvictTlb(p, v, g)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> EvictTlbDoes(p, v, g) /\ Common'
  BY EvictTlbKeeps
<1> StaleEntriesOwed'
  BY DEF EvictTlbDoes, FlushDue, Inv, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF EvictTlbDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF EvictTlbDoes, Inv

LEMMA DrainStoreKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, DrainStore(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> DrainStoreDoes(v) /\ Common'
  BY DrainStoreKeeps
<1> PublishedOrDue'
  BY DEF DrainStoreDoes, HostTypes, Inv, PublishedOrDue, Types
<1> EmulationStands'
  BY DEF DrainStoreDoes, Emulating, EmulationStands, HostTypes, Inv, Types
<1> StaleEntriesOwed'
  BY DEF DrainStoreDoes, FlushDue, Inv, NewEntry, Owes, StaleEntriesOwed, StaleIsOwed, StoresStand, Types
<1> FramesOwed'
  BY DEF Access, Common, DrainStoreDoes, Entry, FlushDue, FrameIsOwed, FramesOwed, GuestTypeOK, HeldType, Inv,
         Names, NewEntry, Owes, StoresStand, Types
<1> EmulationsOwed'
  BY DEF Access, Common, Completes, DrainStoreDoes, EmulationIsOwed, EmulationsOwed, Entry, GuestTypeOK,
         HeldType, Inv, Names, NewEntry, Owes, StoresStand, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF DrainStoreDoes, Inv

LEMMA LoadVcpuKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, NEW p \in Pcpu, LoadVcpu(v, p)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> LoadVcpuDoes(v, p) /\ Common'
  BY LoadVcpuKeeps
     DEF LoadVcpu
<1>1. SchemeTypeOK' /\ (vmcsCpu[v] # p => Outdated(v)) /\ (vmcsCpu[v] = p => UNCHANGED emulationStale)
  <2>1. UNCHANGED <<askedCpu, info, pvWordVars, pvFilterVars>>
    BY DEF LoadVcpu
  <2>2. CASE vmcsCpu[v] # p
    <3>1. Outdated(v) /\ EmulationStaleType'
      BY <2>2, Outdate DEF LoadVcpu, SchemeTypeOK
    <3> QED
      BY <2>1, <2>2, <3>1, OthersUntouched, HostTypesUntouched DEF SchemeTypeOK
  <2>3. CASE vmcsCpu[v] = p
    <3>1. UNCHANGED emulationStale
      BY <2>3 DEF LoadVcpu
    <3> QED
      BY <2>1, <2>3, <3>1, OthersUntouched, HostTypesUntouched DEF SchemeTypeOK
  <2> QED
    BY <2>2, <2>3
<1> UNCHANGED <<askedCpu, info>>
  BY DEF LoadVcpu
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, LoadVcpuDoes, Types
<1> PublishedOrDue'
  BY DEF HostTypes, Inv, LoadVcpuDoes, PublishedOrDue, Types
<1> HypercallStands'
  BY DEF HypercallStands, Inv, LoadVcpuDoes, NothingSent, Types
<1> EmulationStands'
  BY <1>1
     DEF Emulating, EmulationStands, HostTypes, Inv, LoadVcpuDoes, Outdated, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, LoadVcpuDoes, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, LoadVcpuDoes, Names, Owes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, LoadVcpuDoes, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY <1>1
     DEF Completes, Emulating, EmulationIsOwed, EmulationsOwed, Inv, LoadVcpuDoes, Names, Outdated, Owes,
         Types
<1> QED
  BY NextParts, <1>1, OwnUntouched
     DEF Inv, LoadVcpuDoes

LEMMA PublishVcpuCpuKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, PublishVcpuCpu(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> PublishVcpuCpuDoes(v) /\ Common'
  BY PublishVcpuCpuKeeps
<1> PublishedOrDue'
  BY DEF HostTypes, Inv, PublishVcpuCpuDoes, PublishedOrDue, Types
<1> EmulationStands'
  BY DEF Emulating, EmulationStands, HostTypes, Inv, PublishVcpuCpuDoes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, PublishVcpuCpuDoes

LEMMA ServeRequestsKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, ServeRequests(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> ServeRequestsDoes(v) /\ Common'
  BY ServeRequestsKeeps
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, ServeRequestsDoes, Types
<1> PublishedOrDue'
  BY DEF Inv, PublishedOrDue, ServeRequestsDoes, Types
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, Inv, Owes, ServeRequestsDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, ServeRequestsDoes, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, Inv, Owes, ServeRequestsDoes, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, ServeRequestsDoes

LEMMA EnterGuestKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, EnterGuest(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> EnterGuestDoes(v) /\ Common' /\ UNCHANGED schemeVars
  BY EnterGuestKeeps
     DEF EnterGuest
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, EnterGuestDoes, FlushDue, Inv, Types
<1> HypercallStands'
  BY DEF EnterGuest, EnterGuestDoes, HypercallStands, Inv, NothingSent, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF EnterGuestDoes, Inv

LEMMA ExitGuestKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, ExitGuest(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> ExitGuestDoes(v) /\ Common' /\ UNCHANGED schemeVars
  BY ExitGuestKeeps
     DEF ExitGuest
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, ExitGuestDoes, FlushDue, Inv, Types
<1> HypercallStands'
  BY DEF ExitGuestDoes, HypercallStands, Inv, NothingSent, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF ExitGuestDoes, Inv

LEMMA PreemptKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, Preempt(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> PreemptDoes(v) /\ Common' /\ UNCHANGED schemeVars
  BY PreemptKeeps
     DEF Preempt
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, PreemptDoes, Types
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, PreemptDoes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, PreemptDoes

LEMMA HaltKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, Halt(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> HaltDoes(v) /\ Common' /\ UNCHANGED schemeVars
  BY HaltKeeps
     DEF Halt
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, HaltDoes, Inv, Types
<1> HypercallStands'
  BY DEF HaltDoes, HypercallStands, Inv, NothingSent, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF HaltDoes, Inv

LEMMA WakeKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, Wake(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> WakeDoes(v) /\ Common'
  BY WakeKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, WakeDoes

LEMMA SwitchMmKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, NEW m \in Space, SwitchMm(v, m)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> SwitchMmDoes(v, m) /\ Common'
  BY SwitchMmKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, SwitchMmDoes

LEMMA LoadCr3Kept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, LoadCr3(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> LoadCr3Does(v) /\ Common'
  BY LoadCr3Keeps
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, Inv, LoadCr3Does, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, Inv, LoadCr3Does, Names, Owes, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, Inv, LoadCr3Does, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, DropsAll, Emulating, EmulationIsOwed, EmulationsOwed, Inv, LoadCr3Does, Names,
         NoEmulationInGuest, Owes, Types
<1> WalksOwed'
  BY DEF Inv, LoadCr3Does, Types, WaitsByRcu, WalkIsOwed, WalksOwed, WalksStand
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, LoadCr3Does

LEMMA ClearCpumaskKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, NEW m \in Space, ClearCpumask(v, m)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> ClearCpumaskDoes(v, m) /\ Common'
  BY ClearCpumaskKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF ClearCpumaskDoes, Inv

LEMMA EnterLazyKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, EnterLazy(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> EnterLazyDoes(v) /\ Common'
  BY EnterLazyKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF EnterLazyDoes, Inv

LEMMA LeaveLazyKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, LeaveLazy(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> LeaveLazyDoes(v) /\ Common'
  BY LeaveLazyKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, LeaveLazyDoes

LEMMA DisableInterruptsKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, DisableInterrupts(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> DisableInterruptsDoes(v) /\ Common'
  BY DisableInterruptsKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF DisableInterruptsDoes, Inv

LEMMA EnableInterruptsKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, EnableInterrupts(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> EnableInterruptsDoes(v) /\ Common'
  BY EnableInterruptsKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF EnableInterruptsDoes, Inv

LEMMA MoveThreadKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW j \in Vcpu, MoveThread(i, j)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> MoveThreadDoes(i, j) /\ Common'
  BY MoveThreadKeeps
<1> HypercallStands'
  BY DEF HypercallStands, Inv, MoveThreadDoes, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, MoveThreadDoes, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, MoveThreadDoes, Names, Owes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, MoveThreadDoes, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, MoveThreadDoes, Names, Owes, Types
<1> WalksOwed'
  BY DEF Inv, MoveThreadDoes, OperationStands, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, MoveThreadDoes

LEMMA MapPageKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW g \in Page, NEW f \in Frame, MapPage(i, g, f)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> MapPageDoes(i, g, f) /\ Common'
  BY MapPageKeeps
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, MapPageDoes, Owes, PteBecomes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, MapPageDoes, Names, Owes, PteBecomes, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, MapPageDoes, Names, Owes, PteBecomes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, MapPageDoes

LEMMA HookTableKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW x \in Table, HookTable(i, x)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> HookTableDoes(i, x) /\ Common'
  BY HookTableKeeps
<1> TablesOwed'
  BY DEF FlushDue, HookTableDoes, Inv, Owes, TableIsOwed, TablesOwed, Types
<1> WalksOwed'
  BY DEF HookTableDoes, Inv, Types, WaitsByRcu, WalkIsOwed, WalksOwed, WalksStand
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF HookTableDoes, Inv

LEMMA ClearPteKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW m \in Space, NEW g \in Page, ClearPte(i, m, g)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> ClearPteDoes(i, m, g) /\ Common'
  BY ClearPteKeeps
<1> HypercallStands'
  BY DEF ClearPteDoes, HypercallStands, Inv, MayChange, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF ClearPteDoes, EntryDrained, FlushDue, HoldsEntry, Inv, MayChange, Owes, PteBecomes, StaleEntriesOwed,
         StaleIsOwed, StoresEntry, Types
<1> FramesOwed'
  BY DEF ClearPteDoes, EntryDrained, FlushDue, FrameIsOwed, FramesOwed, HoldsEntry, Inv, MayChange, Names,
         Owes, PteBecomes, StoresEntry, Types
<1> TablesOwed'
  BY DEF ClearPteDoes, FlushDue, HoldsEntry, Inv, MayChange, Owes, PteBecomes, StoresEntry, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF ClearPteDoes, Completes, EmulationIsOwed, EmulationsOwed, EntryDrained, HoldsEntry, Inv, MayChange,
         Names, Owes, PteBecomes, StoresEntry, Types
<1> WalksOwed'
  BY DEF ClearPteDoes, HoldsEntry, Inv, MayChange, OperationStands, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF ClearPteDoes, Inv

LEMMA ProtectPteKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW m \in Space, NEW g \in Page, ProtectPte(i, m, g)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> ProtectPteDoes(i, m, g) /\ Common'
  BY ProtectPteKeeps
<1> HypercallStands'
  BY DEF HypercallStands, Inv, MayChange, NothingSent, ProtectPteDoes, Types
<1> StaleEntriesOwed'
  BY DEF EntryDrained, FlushDue, HoldsEntry, Inv, MayChange, Owes, ProtectPteDoes, PteBecomes,
         StaleEntriesOwed, StaleIsOwed, StoresEntry, Types
<1> FramesOwed'
  BY DEF EntryDrained, FlushDue, FrameIsOwed, FramesOwed, HoldsEntry, Inv, MayChange, Names, Owes,
         ProtectPteDoes, PteBecomes, StoresEntry, Types
<1> TablesOwed'
  BY DEF FlushDue, HoldsEntry, Inv, MayChange, Owes, ProtectPteDoes, PteBecomes, StoresEntry, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, EntryDrained, HoldsEntry, Inv, MayChange, Names, Owes,
         ProtectPteDoes, PteBecomes, StoresEntry, Types
<1> WalksOwed'
  BY DEF HoldsEntry, Inv, MayChange, OperationStands, ProtectPteDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, ProtectPteDoes

LEMMA MovePteKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW g \in Page, NEW h \in Page, MovePte(i, g, h)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> MovePteDoes(i, g, h) /\ Common'
  BY MovePteKeeps
<1> HypercallStands'
  BY DEF HypercallStands, Inv, MayChange, MovePteDoes, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF EntryDrained, FlushDue, HoldsEntry, Inv, MayChange, MovePteDoes, Owes, StaleEntriesOwed, StaleIsOwed,
         Types
<1> FramesOwed'
  BY DEF EntryDrained, FlushDue, FrameIsOwed, FramesOwed, HoldsEntry, Inv, MayChange, MovePteDoes, Names,
         Owes, Types
<1> TablesOwed'
  BY DEF FlushDue, HoldsEntry, Inv, MayChange, MovePteDoes, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, EntryDrained, HoldsEntry, Inv, MayChange, MovePteDoes,
         Names, Owes, Types
<1> WalksOwed'
  BY DEF HoldsEntry, Inv, MayChange, MovePteDoes, OperationStands, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, MovePteDoes

LEMMA UnhookTableKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW m \in Space, UnhookTable(i, m)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> UnhookTableDoes(i, m) /\ Common'
  BY UnhookTableKeeps
<1> HypercallStands'
  BY DEF HypercallStands, Inv, MayChange, NothingSent, Types, UnhookTableDoes
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, MayChange, Owes, StaleEntriesOwed, StaleIsOwed, Types, UnhookTableDoes
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, MayChange, Names, Owes, Types, UnhookTableDoes
<1> TablesOwed'
  BY DEF FlushDue, Inv, MayChange, Owes, TableIsOwed, TablesOwed, Types, UnhookTableDoes
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, MayChange, Names, Owes, Types, UnhookTableDoes
<1> WalksOwed'
  BY DEF Inv, MayChange, Types, UnhookTableDoes, WaitsByRcu, WalkIsOwed, WalksOwed, WalksStand
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, UnhookTableDoes

LEMMA PinThreadKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, PinThread(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> PinThreadDoes(i) /\ Common'
  BY PinThreadKeeps
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, PinThreadDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, Owes, PinThreadDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, PinThreadDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, Owes, PinThreadDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, Names, Owes, PinThreadDoes, Types
<1> WalksOwed'
  BY DEF Inv, PinThreadDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, PinThreadDoes

LEMMA FlushLocalKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, FlushLocal(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FlushLocalDoes(i) /\ Common'
  BY FlushLocalKeeps
<1> HypercallStands'
  BY DEF FlushLocalDoes, HypercallStands, Inv, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, FlushLocalDoes, Flushes, Inv, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FlushLocalDoes, Flushes, FrameIsOwed, FramesOwed, Inv, Names, Owes, Types
<1> TablesOwed'
  BY DEF FlushDue, FlushLocalDoes, Flushes, Inv, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, Emulating, EmulationIsOwed, EmulationsOwed, FlushLocalDoes, Flushes, Inv, Names,
         NoEmulationInGuest, Owes, Types
<1> WalksOwed'
  BY DEF FlushLocalDoes, Flushes, Inv, Types, WaitsByRcu, WalkIsOwed, WalksOwed, WalksStand
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF FlushLocalDoes, Inv

LEMMA FinishLeaveMmKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, FinishLeaveMm(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FinishLeaveMmDoes(v) /\ Common'
  BY FinishLeaveMmKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF FinishLeaveMmDoes, Inv

LEMMA SkipLocalKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, SkipLocal(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> SkipLocalDoes(i) /\ Common'
  BY SkipLocalKeeps
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, SkipLocalDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, Owes, RootStands, SkipLocalDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, RootStands, SkipLocalDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, Owes, RootStands, SkipLocalDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, Names, Owes, RootStands, SkipLocalDoes, Types
<1> WalksOwed'
  BY DEF Inv, SkipLocalDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, SkipLocalDoes

LEMMA ReadCpumaskKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, ReadCpumask(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> ReadCpumaskDoes(i) /\ Common' /\ UNCHANGED schemeVars
  BY ReadCpumaskKeeps
     DEF ReadCpumask
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, ReadCpumaskDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, InMask, Inv, Owes, ReadCpumaskDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, InMask, Inv, Names, Owes, ReadCpumaskDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, InMask, Inv, Owes, ReadCpumaskDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, InMask, Inv, Names, Owes, ReadCpumaskDoes, Types
<1> WalksOwed'
  BY DEF Inv, ReadCpumaskDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, ReadCpumaskDoes

HypercallDoes(i) ==
    /\ pc[i] = "remote"
    /\ mode[i] = "guest"
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "hypercall" ELSE pc[w]
    /\ \A w \in Vcpu : mode'[w] = IF w = i THEN "host" ELSE mode[w]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, hardwareVars, vmcsCpu, vcpuCpu, flushRequest, halted,
                   hostCall, tableVars, cpumask, cpuVars, callVars, schemeVars>>

LEMMA HypercallKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, Hypercall(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> HypercallDoes(i) /\ PcType' /\ ModeType'
  BY DEF GuestTypeOK, Hypercall, HypercallDoes, ModeType, PcType, Runs
<1> NoWalksWithout' /\ OperationStands'
  BY DEF Common, HypercallDoes, NoWalksWithout, OperationStands, Types
<1> RequestsStand'
  BY DEF Common, HypercallDoes, Inv, NoCalls, RequestsStand, Types
<1> RootStands'
  BY DEF Common, HypercallDoes, InHandler, RootStands, Types
<1> StoresStand'
  BY DEF Common, HypercallDoes, StoresStand, Types
<1> WalksStand'
  BY DEF Common, HypercallDoes, InHandler, Types, WalksStand
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, HypercallDoes, LoadedSomewhere, NoEmulationInGuest, Published, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, HypercallDoes
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, HypercallDoes, Inv, Types
<1> HypercallStands'
  BY DEF HypercallDoes, HypercallStands, Inv, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, HypercallDoes, HypercallStands, Inv, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, HypercallDoes, HypercallStands, Inv, Names, Owes, Types
<1> TablesOwed'
  BY DEF FlushDue, HypercallDoes, HypercallStands, Inv, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, HypercallDoes, HypercallStands, Inv, Names, Owes, Types
<1> WalksOwed'
  BY DEF HypercallDoes, Inv, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF HypercallDoes, Inv

ReadVcpuCpuDoes(i, t) ==
    /\ pc[i] = "hypercall"
    /\ askedCpu[i] = NoPcpu
    /\ NothingSent(i)
    /\ t \in targets[i]
    /\ \/ /\ vcpuCpu[t] = NoPcpu
          /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {t} ELSE targets[w]
          /\ UNCHANGED <<askedCpu, info>>
       \/ /\ vcpuCpu[t] # NoPcpu
          /\ \A w \in Vcpu : askedCpu'[w] = IF w = i THEN vcpuCpu[t] ELSE askedCpu[w]
          /\ \A w \in Vcpu : info'[w] = IF w = i THEN t ELSE info[w]
          /\ UNCHANGED targets
    /\ UNCHANGED <<hostVars, tableVars, cpumask, cpuVars, pc, op, opMm, held, heldTable, callVars, pvWordVars,
                   pvFilterVars, emulationStale>>

LEMMA ReadVcpuCpuKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW t \in Vcpu, ReadVcpuCpu(i, t)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1>1. ASSUME vcpuCpu[t] = NoPcpu
      PROVE  ReadVcpuCpuDoes(i, t) /\ TargetsType' /\ AskedCpuType' /\ InfoType'
  BY <1>1, HostTypesUntouched
     DEF GuestTypeOK, InCall, Multicast, ReadVcpuCpu, ReadVcpuCpuDoes, SchemeTypeOK, TargetsType
<1>2. ASSUME vcpuCpu[t] # NoPcpu
      PROVE  ReadVcpuCpuDoes(i, t) /\ TargetsType' /\ AskedCpuType' /\ InfoType'
  BY <1>2
     DEF AskedCpuType, GuestTypeOK, HostTypes, InCall, InfoType, Multicast, ReadVcpuCpu, ReadVcpuCpuDoes,
         SchemeTypeOK, TargetsType
<1> ReadVcpuCpuDoes(i, t) /\ TargetsType' /\ AskedCpuType' /\ InfoType'
  BY <1>1, <1>2
<1> SchemeTypeOK'
  BY OthersUntouched, HostTypesUntouched
     DEF ReadVcpuCpuDoes, SchemeTypeOK
<1> RequestsStand'
  BY DEF Common, ReadVcpuCpuDoes, RequestsStand, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ReadVcpuCpuDoes
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, ReadVcpuCpuDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, HostTypes, Inv, NothingSent, Owes, PublishedOrDue, ReadVcpuCpuDoes, StaleEntriesOwed,
         StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, HostTypes, Inv, Names, NothingSent, Owes, PublishedOrDue,
         ReadVcpuCpuDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, HostTypes, Inv, NothingSent, Owes, PublishedOrDue, ReadVcpuCpuDoes, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, Emulating, EmulationIsOwed, EmulationStands, EmulationsOwed, HostTypes, Inv, Names,
         NothingSent, Owes, ReadVcpuCpuDoes, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, ReadVcpuCpuDoes

InvvpidLocalDoes(i) ==
    /\ pc[i] = "hypercall"
    /\ vmcsCpu[i] \in Pcpu
    /\ askedCpu[i] = vmcsCpu[i]
    /\ info[i] \in Vcpu
    /\ NothingSent(i)
    /\ DropsAll(vmcsCpu[i], info[i])
    /\ Outdated(info[i])
    /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {info[i]} ELSE targets[w]
    /\ \A w \in Vcpu : askedCpu'[w] = IF w = i THEN NoPcpu ELSE askedCpu[w]
    /\ \A w \in Vcpu : info'[w] = IF w = i THEN NoVcpu ELSE info[w]
    /\ UNCHANGED <<hypervisorVars, tableVars, cpumask, cpuVars, pc, op, opMm, held, heldTable, callVars, pvWordVars,
                   pvFilterVars>>

LEMMA InvvpidLocalKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, InvvpidLocal(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> vmcsCpu[i] \in Pcpu
  BY DEF Common, InCall, InHost, InvvpidLocal, LoadedSomewhere, Types
<1> info[i] \in Vcpu /\ NothingSent(i)
  BY DEF HostTypes, HypercallStands, Inv, InvvpidLocal
<1> TlbType' /\ PscType' /\ DropsAll(vmcsCpu[i], info[i])
  BY DropAll
     DEF GuestTypeOK, InvvpidLocal
<1> EmulationStaleType' /\ Outdated(info[i])
  BY Outdate
     DEF InvvpidLocal, SchemeTypeOK
<1> TargetsType' /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {info[i]} ELSE targets[w]
  BY DEF GuestTypeOK, InvvpidLocal, TargetsType
<1> AskedCpuType' /\ \A w \in Vcpu : askedCpu'[w] = IF w = i THEN NoPcpu ELSE askedCpu[w]
  BY DEF AskedCpuType, InvvpidLocal, SchemeTypeOK
<1> InfoType' /\ \A w \in Vcpu : info'[w] = IF w = i THEN NoVcpu ELSE info[w]
  BY DEF InfoType, InvvpidLocal, Multicast, SchemeTypeOK
<1> InvvpidLocalDoes(i)
  BY DEF InCall, InvvpidLocal, InvvpidLocalDoes
<1> SchemeTypeOK'
  BY OthersUntouched
     DEF InvvpidLocalDoes, SchemeTypeOK
<1> NoTablesWithout'
  BY DEF Common, DropsAll, InvvpidLocalDoes, NoTablesWithout, Types
<1> RequestsStand'
  BY DEF Common, InvvpidLocalDoes, RequestsStand, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, InvvpidLocalDoes
<1> HypercallStands'
  BY DEF HypercallStands, Inv, InvvpidLocalDoes, NothingSent, Types
<1> EmulationStands'
  BY DEF Emulating, EmulationStands, Inv, InvvpidLocalDoes, Outdated, Types
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, Inv, InvvpidLocalDoes, NothingSent, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, Inv, InvvpidLocalDoes, Names, NothingSent, Owes, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, Inv, InvvpidLocalDoes, NothingSent, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, Emulating, EmulationIsOwed, EmulationsOwed, Inv, InvvpidLocalDoes, Names, NothingSent,
         Outdated, Owes, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, InvvpidLocalDoes

SendHostIpiDoes(i) ==
    /\ pc[i] = "hypercall"
    /\ askedCpu[i] \in Pcpu
    /\ info[i] \in Vcpu
    /\ NothingSent(i)
    /\ HostSlotBecomes(i, askedCpu[i], "sent")
    /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {info[i]} ELSE targets[w]
    /\ \A w \in Vcpu : askedCpu'[w] = IF w = i THEN NoPcpu ELSE askedCpu[w]
    /\ UNCHANGED <<hardwareVars, mode, vmcsCpu, vcpuCpu, flushRequest, halted, tableVars, cpumask, cpuVars, pc, op,
                   opMm, held, heldTable, callVars, pvWordVars, pvFilterVars, info, emulationStale>>

LEMMA SendHostIpiKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, SendHostIpi(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> askedCpu[i] \in Pcpu
  BY DEF HostTypes, SendHostIpi
<1> info[i] \in Vcpu /\ NothingSent(i)
  BY DEF HostTypes, HypercallStands, Inv
<1> HostCallType' /\ HostSlotBecomes(i, askedCpu[i], "sent")
  BY HostCallSet
     DEF GuestTypeOK, SendHostIpi
<1> TargetsType' /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {info[i]} ELSE targets[w]
  BY DEF GuestTypeOK, SendHostIpi, TargetsType
<1> AskedCpuType' /\ \A w \in Vcpu : askedCpu'[w] = IF w = i THEN NoPcpu ELSE askedCpu[w]
  BY DEF AskedCpuType, SendHostIpi, SchemeTypeOK
<1> SendHostIpiDoes(i)
  BY DEF InCall, SendHostIpi, SendHostIpiDoes
<1> SchemeTypeOK'
  BY OthersUntouched, HostTypesUntouched
     DEF SchemeTypeOK, SendHostIpiDoes
<1> RequestsStand'
  BY DEF Common, RequestsStand, SendHostIpiDoes, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, SendHostIpiDoes
<1> HypercallStands'
  BY DEF HostSlotBecomes, HypercallStands, Inv, NothingSent, SendHostIpiDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, HostSlotBecomes, Inv, NothingSent, Owes, SendHostIpiDoes, StaleEntriesOwed, StaleIsOwed,
         Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, HostSlotBecomes, Inv, Names, NothingSent, Owes, SendHostIpiDoes,
         Types
<1> TablesOwed'
  BY DEF FlushDue, HostSlotBecomes, Inv, NothingSent, Owes, SendHostIpiDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, HostSlotBecomes, Inv, Names, NothingSent, Owes,
         SendHostIpiDoes, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, SendHostIpiDoes

TakeHostIpiDoes(p) ==
    /\ \A w \in Vcpu, q \in Pcpu :
           hostCall'[w][q] = IF q = p /\ hostCall[w][q] = "sent" THEN "taken" ELSE hostCall[w][q]
    /\ \A w \in Vcpu : mode'[w] = IF mode[w] = "guest" /\ vmcsCpu[w] = p THEN "host" ELSE mode[w]
    /\ UNCHANGED <<hardwareVars, vmcsCpu, vcpuCpu, flushRequest, halted, guestVars, schemeVars>>

LEMMA TakeHostIpiKept ==
    ASSUME Bugs = {}, Inv, NEW p \in Pcpu, TakeHostIpi(p)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> /\ HostCallType'
    /\ \A w \in Vcpu, q \in Pcpu :
           hostCall'[w][q] = IF q = p /\ hostCall[w][q] = "sent" THEN "taken" ELSE hostCall[w][q]
  BY DEF GuestTypeOK, HostCallType, TakeHostIpi
<1> TakeHostIpiDoes(p) /\ ModeType'
  BY DEF GuestTypeOK, ModeType, TakeHostIpi, TakeHostIpiDoes
<1> LoadedSomewhere' /\ Published' /\ NoEmulationInGuest'
  BY DEF Common, Emulating, LoadedSomewhere, NoEmulationInGuest, Published, TakeHostIpiDoes, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, TakeHostIpiDoes
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, TakeHostIpiDoes, Types
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, TakeHostIpiDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, Owes, StaleEntriesOwed, StaleIsOwed, TakeHostIpiDoes, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, TakeHostIpiDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, Owes, TableIsOwed, TablesOwed, TakeHostIpiDoes, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, Names, Owes, TakeHostIpiDoes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, TakeHostIpiDoes

InvvpidDoes(p, i) ==
    /\ hostCall[i][p] = "taken"
    /\ info[i] \in Vcpu
    /\ askedCpu[i] = NoPcpu
    /\ HostSlotBecomes(i, p, "flushed")
    /\ DropsAll(p, info[i])
    /\ Outdated(info[i])
    /\ UNCHANGED <<mode, vmcsCpu, vcpuCpu, flushRequest, halted, guestVars, askedCpu, info, pvWordVars, pvFilterVars>>

LEMMA InvvpidKept ==
    ASSUME Bugs = {}, Inv, NEW p \in Pcpu, NEW i \in Vcpu, Invvpid(p, i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> info[i] \in Vcpu /\ askedCpu[i] = NoPcpu
  BY DEF HostTypes, HypercallStands, Inv, Invvpid, NothingSent
<1> HostCallType' /\ HostSlotBecomes(i, p, "flushed")
  BY HostCallSet
     DEF GuestTypeOK, Invvpid
<1> TlbType' /\ PscType' /\ DropsAll(p, info[i])
  BY DropAll
     DEF GuestTypeOK, Invvpid
<1> EmulationStaleType' /\ Outdated(info[i])
  BY Outdate
     DEF Invvpid, SchemeTypeOK
<1> InvvpidDoes(p, i)
  BY DEF Invvpid, InvvpidDoes
<1> SchemeTypeOK'
  BY OthersUntouched, HostTypesUntouched
     DEF InvvpidDoes, SchemeTypeOK
<1> NoTablesWithout'
  BY DEF Common, DropsAll, InvvpidDoes, NoTablesWithout, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, InvvpidDoes
<1> HypercallStands'
  BY DEF HostSlotBecomes, HypercallStands, Inv, InvvpidDoes, NothingSent, Types
<1> EmulationStands'
  BY DEF Emulating, EmulationStands, Inv, InvvpidDoes, Outdated, Types
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, HostSlotBecomes, HypercallStands, Inv, InvvpidDoes, NothingSent, Owes,
         StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, HostSlotBecomes, HypercallStands, Inv, InvvpidDoes,
         Names, NothingSent, Owes, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, HostSlotBecomes, HypercallStands, Inv, InvvpidDoes, NothingSent, Owes,
         TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, Emulating, EmulationIsOwed, EmulationsOwed, HostSlotBecomes, Inv, InvvpidDoes, Names,
         Outdated, Owes, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, InvvpidDoes

AckHostIpiDoes(p, i) ==
    /\ hostCall[i][p] = "flushed"
    /\ askedCpu[i] = NoPcpu
    /\ HostSlotBecomes(i, p, "free")
    /\ \A w \in Vcpu : info'[w] = IF w = i THEN NoVcpu ELSE info[w]
    /\ UNCHANGED <<hardwareVars, mode, vmcsCpu, vcpuCpu, flushRequest, halted, guestVars, askedCpu, pvWordVars,
                   pvFilterVars, emulationStale>>

LEMMA AckHostIpiKept ==
    ASSUME Bugs = {}, Inv, NEW p \in Pcpu, NEW i \in Vcpu, AckHostIpi(p, i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> askedCpu[i] = NoPcpu
  BY DEF AckHostIpi, HypercallStands, Inv, NothingSent
<1> HostCallType' /\ HostSlotBecomes(i, p, "free")
  BY HostCallSet
     DEF AckHostIpi, GuestTypeOK
<1> InfoType' /\ \A w \in Vcpu : info'[w] = IF w = i THEN NoVcpu ELSE info[w]
  BY DEF AckHostIpi, InfoType, Multicast, SchemeTypeOK
<1> AckHostIpiDoes(p, i)
  BY DEF AckHostIpi, AckHostIpiDoes
<1> SchemeTypeOK'
  BY OthersUntouched, HostTypesUntouched
     DEF AckHostIpiDoes, SchemeTypeOK
<1> Common'
  BY TypesUntouched, Untouched
     DEF AckHostIpiDoes, Common, GuestTypeOK
<1> HypercallStands'
  BY DEF AckHostIpiDoes, HostSlotBecomes, HypercallStands, Inv, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF AckHostIpiDoes, FlushDue, HostSlotBecomes, HypercallStands, Inv, NothingSent, Owes, StaleEntriesOwed,
         StaleIsOwed, Types
<1> FramesOwed'
  BY DEF AckHostIpiDoes, FlushDue, FrameIsOwed, FramesOwed, HostSlotBecomes, HypercallStands, Inv, Names,
         NothingSent, Owes, Types
<1> TablesOwed'
  BY DEF AckHostIpiDoes, FlushDue, HostSlotBecomes, HypercallStands, Inv, NothingSent, Owes, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF AckHostIpiDoes, Completes, EmulationIsOwed, EmulationsOwed, HostSlotBecomes, HypercallStands, Inv,
         Names, NothingSent, Owes, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF AckHostIpiDoes, Inv

ReturnFromHypercallDoes(i) ==
    /\ pc[i] = "hypercall"
    /\ targets[i] = {}
    /\ askedCpu[i] = NoPcpu
    /\ NothingSent(i)
    /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "remote" ELSE pc[w]
    /\ \A w \in Vcpu : info'[w] = IF w = i THEN NoVcpu ELSE info[w]
    /\ UNCHANGED <<op, opMm, held, heldTable, targets, hostVars, tableVars, cpumask, cpuVars, callVars, askedCpu,
                   pvWordVars, pvFilterVars, emulationStale>>

LEMMA ReturnFromHypercallKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, ReturnFromHypercall(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ HostTypes
  BY Parts, TypesHold, HostTypesHold
     DEF Common
<1> PcType' /\ \A w \in Vcpu : pc'[w] = IF w = i THEN "remote" ELSE pc[w]
  BY DEF GuestTypeOK, PcType, ReturnFromHypercall
<1> InfoType' /\ \A w \in Vcpu : info'[w] = IF w = i THEN NoVcpu ELSE info[w]
  BY DEF InfoType, ReturnFromHypercall, SchemeTypeOK
<1> ReturnFromHypercallDoes(i)
  BY DEF InCall, ReturnFromHypercall, ReturnFromHypercallDoes
<1> SchemeTypeOK'
  BY OthersUntouched, HostTypesUntouched
     DEF ReturnFromHypercallDoes, SchemeTypeOK
<1> NoWalksWithout' /\ OperationStands'
  BY DEF Common, NoWalksWithout, OperationStands, ReturnFromHypercallDoes, Types
<1> RequestsStand'
  BY DEF Common, RequestsStand, ReturnFromHypercallDoes, Types
<1> RootStands'
  BY DEF Common, InHandler, ReturnFromHypercallDoes, RootStands, Types
<1> StoresStand'
  BY DEF Common, ReturnFromHypercallDoes, StoresStand, Types
<1> WalksStand'
  BY DEF Common, InHandler, ReturnFromHypercallDoes, Types, WalksStand
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ReturnFromHypercallDoes
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, ReturnFromHypercallDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, NothingSent, Owes, ReturnFromHypercallDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, NothingSent, Owes, ReturnFromHypercallDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, NothingSent, Owes, ReturnFromHypercallDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, Names, NothingSent, Owes, ReturnFromHypercallDoes,
         Types
<1> WalksOwed'
  BY DEF Inv, ReturnFromHypercallDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, ReturnFromHypercallDoes

LEMMA FinishFlushKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, FinishFlush(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FinishFlushDoes(i) /\ Common' /\ UNCHANGED schemeVars
  BY FinishFlushKeeps
     DEF FinishFlush
<1> HypercallStands'
  BY DEF Ends, FinishFlushDoes, HypercallStands, Inv, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF Ends, FinishFlushDoes, FlushDue, Inv, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF Ends, FinishFlushDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, Types
<1> TablesOwed'
  BY DEF Ends, FinishFlushDoes, FlushDue, Inv, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Ends, FinishFlushDoes, Inv, Names, Owes, Types
<1> WalksOwed'
  BY DEF Ends, FinishFlushDoes, Inv, OperationStands, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF FinishFlushDoes, Inv

LEMMA FreeFrameKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW g \in Page, FreeFrame(i, g)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FreeFrameDoes(i, g) /\ Common'
  BY FreeFrameKeeps
<1> HypercallStands'
  BY DEF Ends, EndsIfNothingHeld, FreeFrameDoes, HypercallStands, Inv, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeFrameDoes, HoldsEntry, Inv, Owes, StaleEntriesOwed,
         StaleIsOwed, Types
<1> FramesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FrameIsOwed, FramesOwed, FreeFrameDoes, HoldsEntry, Inv, Names,
         Owes, Types
<1> TablesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeFrameDoes, HoldsEntry, Inv, Owes, TableIsOwed, TablesOwed,
         Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, Inv,
         Names, Owes, Types
<1> WalksOwed'
  BY DEF Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, Inv, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF FreeFrameDoes, Inv

LEMMA FreeTableKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, FreeTable(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FreeTableDoes(i) /\ Common' /\ UNCHANGED schemeVars
  BY FreeTableKeeps
     DEF FreeTable
<1> HypercallStands'
  BY DEF Ends, EndsIfNothingHeld, FreeTableDoes, HypercallStands, Inv, NothingSent, Types
<1> StaleEntriesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeTableDoes, Inv, Owes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FrameIsOwed, FramesOwed, FreeTableDoes, Inv, Names, Owes, Types
<1> TablesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeTableDoes, Inv, Owes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Ends, EndsIfNothingHeld, FreeTableDoes, Inv, Names, Owes,
         Types
<1> WalksOwed'
  BY DEF Ends, EndsIfNothingHeld, FreeTable, FreeTableDoes, Inv, NoWalksWithout, TablesByRcu, Types,
         WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF FreeTableDoes, Inv

LEMMA StartWalkKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, StartWalk(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> StartWalkDoes(v) /\ Common'
  BY StartWalkKeeps
<1> WalksOwed'
  BY DEF Inv, StartWalkDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, StartWalkDoes

LEMMA EndWalkKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, EndWalk(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> EndWalkDoes(v) /\ Common'
  BY EndWalkKeeps
<1> WalksOwed'
  BY DEF EndWalkDoes, Inv, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF EndWalkDoes, Inv

LEMMA StartEmulationKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, NEW g \in Page, StartEmulation(v, g)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> StartEmulationDoes(v, g) /\ Common' /\ UNCHANGED schemeVars
  BY StartEmulationKeeps
     DEF StartEmulation
<1> EmulationStands'
  BY DEF Emulating, EmulationStands, InHost, Inv, LoadedSomewhere, StartEmulationDoes, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, Names, Owes, StartEmulationDoes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, StartEmulationDoes

LEMMA FinishEmulationKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, FinishEmulation(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FinishEmulationDoes(v) /\ Common'
  BY FinishEmulationKeeps
     DEF FinishEmulation
<1> UNCHANGED <<askedCpu, info, pvWordVars, pvFilterVars>>
  BY DEF FinishEmulation
<1> EmulationStaleType' /\ \A w \in Vcpu : emulationStale'[w] <=> w # v /\ emulationStale[w]
  BY DEF EmulationStaleType, FinishEmulation, SchemeTypeOK
<1> SchemeTypeOK'
  BY OthersUntouched, HostTypesUntouched
     DEF SchemeTypeOK
<1> EmulationStands'
  BY DEF Emulating, EmulationStands, FinishEmulationDoes, Inv, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, FinishEmulationDoes, Inv, Names, Owes, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF FinishEmulationDoes, Inv

LEMMA QueueTableFreeKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, QueueTableFree(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> QueueTableFreeDoes(i) /\ Common'
  BY QueueTableFreeKeeps
     DEF QueueTableFree, TablesByRcu
<1> HypercallStands'
  BY DEF HypercallStands, Inv, NothingSent, QueueTableFreeDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, Owes, QueueTableFreeDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, Owes, QueueTableFreeDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, Owes, QueueTableFreeDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Completes, EmulationIsOwed, EmulationsOwed, Inv, Names, Owes, QueueTableFreeDoes, Types
<1> WalksOwed'
  BY DEF Inv, QueueTableFreeDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, QueueTableFreeDoes

-----------------------------------------------------------------------------
(* Init, at every argument.                                                  *)
AtFirst ==
    /\ \A p \in Pcpu, v \in Vcpu, g \in Page : tlb[p][v][g] = NoEntry
    /\ \A p \in Pcpu, v \in Vcpu : psc[p][v] = NoTable
    /\ \A v \in Vcpu : mode[v] = "out"
    /\ \A v \in Vcpu : vmcsCpu[v] = NoPcpu
    /\ \A v \in Vcpu : vcpuCpu[v] = NoPcpu
    /\ \A v \in Vcpu : flushRequest[v] = FALSE
    /\ \A v \in Vcpu, p \in Pcpu : hostCall[v][p] = "free"
    /\ \A m \in Space, g \in Page : pt[m][g] = NoEntry
    /\ \A m \in Space : table[m] = NoTable
    /\ \A m \in Space : cpumask[m] = IF m = FirstSpace THEN Vcpu ELSE {}
    /\ \A v \in Vcpu : cr3[v] = FirstSpace
    /\ \A v \in Vcpu : activeMm[v] = FirstSpace
    /\ \A v \in Vcpu : lazy[v] = FALSE
    /\ \A v \in Vcpu : irqsOff[v] = FALSE
    /\ \A v \in Vcpu : pc[v] = "idle"
    /\ \A v \in Vcpu : op[v] = "none"
    /\ \A v \in Vcpu : opMm[v] = Kernel
    /\ \A v \in Vcpu, g \in Page : held[v][g] = NoEntry
    /\ \A v \in Vcpu : heldTable[v] = NoTable
    /\ \A v \in Vcpu : targets[v] = {}
    /\ \A v \in Vcpu, t \in Vcpu : call[v][t] = "free"
    /\ \A v \in Vcpu : vector[v] = FALSE
    /\ \A v \in Vcpu : ipis[v] = {}
    /\ \A v \in Vcpu : pteStore[v] = {}
    /\ \A v \in Vcpu : maskStore[v] = FALSE
    /\ \A v \in Vcpu : cpuStore[v] = FALSE
    /\ \A v \in Vcpu : askedCpu[v] = NoPcpu
    /\ \A v \in Vcpu : info[v] = NoVcpu
    /\ \A v \in Vcpu : walk[v] = NoTable
    /\ \A v \in Vcpu : graceFor[v] = {}
    /\ \A v \in Vcpu, g \in Page : emulation[v][g] = NoEntry
    /\ \A v \in Vcpu : emulationStale[v] = FALSE

LEMMA Start == Init => Inv
<1> SUFFICES ASSUME Init PROVE Inv
  OBVIOUS
<1>1. TypeOK
  BY DEF Init, TypeOK
<1>2. AtFirst
  BY DEF Init, AtFirst
<1>3. NoStoresWithout /\ NoTablesWithout /\ NoWalksWithout /\ NoEmulationWithout /\ NoMoveWithout /\ LoadedSomewhere /\ Published
  BY <1>2
     DEF AtFirst, LoadedSomewhere, NoEmulationWithout, NoMoveWithout, NoStoresWithout, NoTablesWithout,
         NoWalksWithout, Published
<1>4. OperationStands /\ RequestsStand /\ RootStands /\ InMask
  BY <1>2
     DEF AtFirst, InHandler, InMask, OperationStands, RequestsStand, RootStands
<1>5. StoresStand /\ MovesStand /\ WalksStand /\ NoEmulationInGuest
  BY <1>2
     DEF AtFirst, Emulating, EntryDrained, InHandler, MovesStand, Names, NoEmulationInGuest, StoresStand,
         WalksStand
<1>6. DeferredFlushBeforeEntry /\ PublishedOrDue /\ HypercallStands /\ NoCalls /\ EmulationStands
  BY <1>2
     DEF AtFirst, DeferredFlushBeforeEntry, Emulating, EmulationStands, FlushDue, HypercallStands, NoCalls,
         NothingSent, PublishedOrDue
<1>7. StaleEntriesOwed /\ FramesOwed
  BY <1>2
     DEF AtFirst, FlushDue, FrameIsOwed, FramesOwed, Names, Owes, StaleEntriesOwed, StaleIsOwed
<1>8. TablesOwed /\ EmulationsOwed /\ WalksOwed
  BY <1>2
     DEF AtFirst, Completes, EmulationIsOwed, EmulationsOwed, FlushDue, Names, Owes, TableIsOwed, TablesOwed,
         WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY <1>1, <1>3, <1>4, <1>5, <1>6, <1>7, <1>8
     DEF Inv

LEMMA Stays == ASSUME Inv, UNCHANGED vars PROVE Inv'
<1>1. SchemeTypeOK /\ Common
  BY Parts
<1>2. GuestTypeOK'
  BY <1>1, TypesUntouched
     DEF Common, GuestTypeOK
<1>3. Common'
  BY <1>1, <1>2, Untouched
     DEF Common
<1> QED
  BY <1>1, <1>3, NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv

LEMMA Kept == Bugs = {} /\ Inv /\ [Next]_vars => Inv'
<1> SUFFICES ASSUME Bugs = {}, Inv, [Next]_vars PROVE Inv'
  OBVIOUS
<1>1. CASE UNCHANGED vars
  BY <1>1, Stays
<1>2. CASE Next
  BY <1>2, FillTlbKept, CacheTableKept, EvictTlbKept, DrainStoreKept, LoadVcpuKept, PublishVcpuCpuKept,
     ServeRequestsKept, EnterGuestKept, ExitGuestKept, PreemptKept, HaltKept, WakeKept, SwitchMmKept,
     LoadCr3Kept, ClearCpumaskKept, EnterLazyKept, LeaveLazyKept, DisableInterruptsKept, EnableInterruptsKept,
     MoveThreadKept, MapPageKept, HookTableKept, ClearPteKept, ProtectPteKept, MovePteKept, UnhookTableKept,
     PinThreadKept, FlushLocalKept, FinishLeaveMmKept, SkipLocalKept, ReadCpumaskKept, HypercallKept,
     ReadVcpuCpuKept, InvvpidLocalKept, SendHostIpiKept, TakeHostIpiKept, InvvpidKept, AckHostIpiKept,
     ReturnFromHypercallKept, FinishFlushKept, FreeFrameKept, FreeTableKept, StartWalkKept, EndWalkKept,
     StartEmulationKept, FinishEmulationKept, QueueTableFreeKept
     DEF Next
<1> QED
  BY <1>1, <1>2

(* What is owed is in flight, and what is held is not free.                  *)
LEMMA Enough == Inv => Safety
<1> SUFFICES ASSUME Inv PROVE Safety
  OBVIOUS
<1>1. Common /\ Types
  BY Parts, TypesHold DEF Common
<1>2. \A i, v \in Vcpu : Owes(i, v) => InFlight(i)
  BY DEF Owes, InFlight
<1>3. NoStaleTranslation
  BY <1>2 DEF Inv, NoStaleTranslation, NoStaleEntry, Usable, StaleEntriesOwed, StaleIsOwed
<1>4. ASSUME NEW m \in Space, NEW g \in Page, NEW f, NEW i \in Vcpu, NEW v \in Vcpu,
             op[i] \in {"unmap", "move"}, opMm[i] = m, Names(held[i][g], f), Owes(i, v)
      PROVE  StillReached(m, g, f)
  <2>1. CASE op[i] = "unmap"
    BY <1>2, <1>4, <2>1 DEF StillReached
  <2>2. CASE op[i] = "move"
    <3>1. held[i][g] # NoEntry /\ held[i][g][1] = f
      BY <1>4 DEF Names
    <3>2. \E h \in Page : Names(pt[m][h], f)
      BY <1>1, <1>4, <2>2, <3>1 DEF Common, MovesStand
    <3> QED
      BY <1>2, <1>4, <2>2, <3>2 DEF StillReached, StillOf
  <2> QED
    BY <1>4, <2>1, <2>2
<1>5. \A p \in Pcpu, v \in Vcpu, g \in Page : NoFreedEntry(p, v, g, FlushDue(v))
  <2> SUFFICES ASSUME NEW p \in Pcpu, NEW v \in Vcpu, NEW g \in Page, Usable(p, v, FlushDue(v)), tlb[p][v][g] # NoEntry
               PROVE  StillReached(cr3[v], g, tlb[p][v][g][1])
    BY DEF NoFreedEntry
  <2>1. cr3[v] \in Space
    BY <1>1 DEF Types, Usable
  <2>2. \/ Names(pt[cr3[v]][g], tlb[p][v][g][1])
        \/ \E i \in Vcpu : /\ op[i] \in {"unmap", "move"}
                           /\ opMm[i] = cr3[v]
                           /\ Names(held[i][g], tlb[p][v][g][1])
                           /\ Owes(i, v)
    BY DEF Inv, Usable, FramesOwed, FrameIsOwed
  <2> QED
    BY <1>4, <2>1, <2>2 DEF StillReached
<1>6. \A v \in Vcpu, g \in Page : NoFreedEmulation(v, g, Completes(v))
  <2> SUFFICES ASSUME NEW v \in Vcpu, NEW g \in Page, emulation[v][g] # NoEntry, cr3[v] # Kernel,
                      Completes(v)
               PROVE  StillReached(cr3[v], g, emulation[v][g][1])
    BY DEF NoFreedEmulation
  <2>1. cr3[v] \in Space
    BY <1>1 DEF Types
  <2>2. \/ Names(pt[cr3[v]][g], emulation[v][g][1])
        \/ \E i \in Vcpu : /\ op[i] \in {"unmap", "move"}
                           /\ opMm[i] = cr3[v]
                           /\ Names(held[i][g], emulation[v][g][1])
                           /\ Owes(i, v)
    BY DEF Inv, EmulationsOwed, EmulationIsOwed
  <2> QED
    BY <1>4, <2>1, <2>2 DEF StillReached
<1>7. \A p \in Pcpu, v \in Vcpu : NoFreedTable(p, v, FlushDue(v))
  BY DEF Inv, NoFreedTable, Walkable, TablesOwed, TableIsOwed
<1>8. \A v \in Vcpu : NoFreedWalk(v)
  <2> SUFFICES ASSUME NEW v \in Vcpu, walk[v] # NoTable, ~\E i \in Vcpu : opMm[i] = cr3[v] /\ heldTable[i] = walk[v]
               PROVE  cr3[v] # Kernel /\ walk[v] = table[cr3[v]]
    BY DEF NoFreedWalk
  <2>1. walk[v] = table[cr3[v]]
    BY DEF Inv, WalksOwed, WalkIsOwed
  <2>2. cr3[v] = activeMm[v]
    BY <1>1 DEF Common, WalksStand
  <2> QED
    BY <1>1, <2>1, <2>2 DEF Types
<1> QED
  BY <1>3, <1>5, <1>6, <1>7, <1>8 DEF Inv, Safety, NoUseAfterFree, NoFreedTableWalk

THEOREM Correct == Bugs = {} /\ Spec => []Safety
<1> SUFFICES ASSUME Bugs = {} PROVE Spec => []Safety
  OBVIOUS
<1>1. Inv /\ [Next]_vars => Inv'
  BY Kept
<1> QED
  BY Start, <1>1, Enough, PTL DEF Spec

=============================================================================
