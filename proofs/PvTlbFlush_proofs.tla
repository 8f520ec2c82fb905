------------------------- MODULE PvTlbFlush_proofs -------------------------
(***************************************************************************)
(* pv_tlb_flush, proved with TLAPS for sets of any size and every           *)
(* combination of features.  GuestLemmas has what all schemes have in      *)
(* common; here are the conjuncts of Inv that are this scheme's own, and    *)
(* its own actions.                                                        *)
(***************************************************************************)
EXTENDS PvTlbFlush, GuestLemmas

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
            /\ DeferredFlushBeforeEntry /\ WordStands /\ NoEntryCachedAtFirst
            /\ NoTableCachedAtFirst /\ StaleEntriesOwed /\ FramesOwed
            /\ TablesOwed /\ EmulationsOwed /\ WalksOwed
  BY TypeOKParts DEF Inv, Common

LEMMA NextParts ==
    ASSUME SchemeTypeOK', Common', DeferredFlushBeforeEntry', WordStands', NoEntryCachedAtFirst',
           NoTableCachedAtFirst', StaleEntriesOwed', FramesOwed', TablesOwed', EmulationsOwed', WalksOwed'
    PROVE  Inv'
  BY NextTypeOKParts DEF Inv, Common

(* What nobody changes stays true.                                           *)

LEMMA SchemeTypeOKFrame == ASSUME SchemeTypeOK, UNCHANGED schemeVars PROVE SchemeTypeOK'
  BY DEF SchemeTypeOK, PvStateType, PvFlushDueType, StealUpdateType, PvCopyType, UncheckedType, CheckingType, SeenType,
         AskedCpuType, InfoType, EmulationStaleType

LEMMA DeferredFlushBeforeEntryFrame ==
    ASSUME DeferredFlushBeforeEntry, UNCHANGED <<mode, flushRequest, pvState, pvFlushDue, stealUpdate>>
    PROVE  DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue

LEMMA WordStandsFrame ==
    ASSUME WordStands, UNCHANGED <<mode, pvState, stealUpdate, emulation>>
    PROVE  WordStands'
  BY DEF Emulating, WordStands

LEMMA NoEntryCachedAtFirstFrame ==
    ASSUME NoEntryCachedAtFirst, UNCHANGED <<tlb, pvState, pvCopy>>
    PROVE  NoEntryCachedAtFirst'
  BY DEF NoEntryCachedAtFirst

LEMMA NoTableCachedAtFirstFrame ==
    ASSUME NoTableCachedAtFirst, UNCHANGED <<psc, pvState, pvCopy>>
    PROVE  NoTableCachedAtFirst'
  BY DEF NoTableCachedAtFirst

LEMMA StaleEntriesOwedFrame ==
    ASSUME StaleEntriesOwed, UNCHANGED <<tlb, mode, vmcsCpu, flushRequest, pt, cr3, pc, opMm, held, targets, call,
                               pvState, pvFlushDue, stealUpdate>>
    PROVE  StaleEntriesOwed'
  BY DEF FlushDue, OwesByCall, StaleEntriesOwed, StaleIsOwed

LEMMA FramesOwedFrame ==
    ASSUME FramesOwed, UNCHANGED <<tlb, mode, vmcsCpu, flushRequest, pt, cr3, pc, op, opMm, held, targets, call,
                               pvState, pvFlushDue, stealUpdate>>
    PROVE  FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Names, OwesByCall

LEMMA TablesOwedFrame ==
    ASSUME TablesOwed, UNCHANGED <<psc, mode, vmcsCpu, flushRequest, table, cr3, pc, opMm, heldTable, targets,
                               call, pvState, pvFlushDue, stealUpdate>>
    PROVE  TablesOwed'
  BY DEF FlushDue, OwesByCall, TableIsOwed, TablesOwed

LEMMA EmulationsOwedFrame ==
    ASSUME EmulationsOwed, UNCHANGED <<pt, cr3, pc, op, opMm, held, targets, call, emulation>>
    PROVE  EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Names, OwesByCall

LEMMA WalksOwedFrame ==
    ASSUME WalksOwed, UNCHANGED <<table, cr3, pc, opMm, heldTable, walk, graceFor>>
    PROVE  WalksOwed'
  BY DEF WaitsByRcu, WalkIsOwed, WalksOwed

LEMMA OwnUntouched ==
    /\ DeferredFlushBeforeEntry /\ UNCHANGED <<mode, flushRequest, pvState, pvFlushDue, stealUpdate>> => DeferredFlushBeforeEntry'
    /\ WordStands /\ UNCHANGED <<mode, pvState, stealUpdate, emulation>> => WordStands'
    /\ NoEntryCachedAtFirst /\ UNCHANGED <<tlb, pvState, pvCopy>> => NoEntryCachedAtFirst'
    /\ NoTableCachedAtFirst /\ UNCHANGED <<psc, pvState, pvCopy>> => NoTableCachedAtFirst'
    /\ StaleEntriesOwed /\ UNCHANGED <<tlb, mode, vmcsCpu, flushRequest, pt, cr3, pc, opMm, held, targets, call,
                              pvState, pvFlushDue, stealUpdate>> => StaleEntriesOwed'
    /\ FramesOwed /\ UNCHANGED <<tlb, mode, vmcsCpu, flushRequest, pt, cr3, pc, op, opMm, held, targets, call, pvState,
                        pvFlushDue, stealUpdate>> => FramesOwed'
    /\ TablesOwed /\ UNCHANGED <<psc, mode, vmcsCpu, flushRequest, table, cr3, pc, opMm, heldTable, targets, call,
                        pvState, pvFlushDue, stealUpdate>> => TablesOwed'
    /\ EmulationsOwed /\ UNCHANGED <<pt, cr3, pc, op, opMm, held, targets, call, emulation>> => EmulationsOwed'
    /\ WalksOwed /\ UNCHANGED <<table, cr3, pc, opMm, heldTable, walk, graceFor>> => WalksOwed'
  BY DeferredFlushBeforeEntryFrame, WordStandsFrame, NoEntryCachedAtFirstFrame, NoTableCachedAtFirstFrame,
     StaleEntriesOwedFrame, FramesOwedFrame, TablesOwedFrame, EmulationsOwedFrame, WalksOwedFrame

(* The same at every argument, of the words.                                 *)
WordTypes ==
    \A v \in Vcpu : /\ pvState[v] \in {"out", "in", "flush"}
                    /\ checking[v] \in Vcpu \cup {NoVcpu}
                    /\ seen[v] \in {"none", "out", "flush"}

LEMMA WordTypesHold == SchemeTypeOK => WordTypes
  BY DEF SchemeTypeOK, PvStateType, CheckingType, SeenType, WordTypes

LEMMA WordTypesUntouched ==
    /\ PvStateType /\ UNCHANGED pvState => PvStateType'
    /\ PvFlushDueType /\ UNCHANGED pvFlushDue => PvFlushDueType'
    /\ UncheckedType /\ UNCHANGED unchecked => UncheckedType'
    /\ CheckingType /\ UNCHANGED checking => CheckingType'
    /\ SeenType /\ UNCHANGED seen => SeenType'
    /\ StealUpdateType /\ UNCHANGED stealUpdate => StealUpdateType'
    /\ PvCopyType /\ UNCHANGED pvCopy => PvCopyType'
  BY DEF PvStateType, PvFlushDueType, UncheckedType, CheckingType, SeenType, StealUpdateType, PvCopyType

(* The variables of other schemes.                                           *)
LEMMA OthersUntouched ==
    ASSUME SchemeTypeOK, UNCHANGED hypercallVars, PvStateType', PvFlushDueType', StealUpdateType', PvCopyType',
           UncheckedType', CheckingType', SeenType'
    PROVE  SchemeTypeOK'
  BY DEF SchemeTypeOK, AskedCpuType, InfoType, EmulationStaleType

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
<1> NoEntryCachedAtFirst'
  BY DEF FillTlbDoes, Inv, NoEntryCachedAtFirst, Types, WordStands
<1> StaleEntriesOwed'
  BY DEF FillTlbDoes, FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FillTlbDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types
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
<1> NoTableCachedAtFirst'
  BY DEF CacheTableDoes, Inv, NoTableCachedAtFirst, Types, WordStands
<1> TablesOwed'
  BY DEF CacheTableDoes, FlushDue, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
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
<1> NoEntryCachedAtFirst'
  BY DEF EvictTlbDoes, Inv, NoEntryCachedAtFirst, Types
<1> StaleEntriesOwed'
  BY DEF EvictTlbDoes, FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF EvictTlbDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF EvictTlbDoes, Inv

LEMMA DrainStoreKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, DrainStore(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> DrainStoreDoes(v) /\ Common'
  BY DrainStoreKeeps
<1> StaleEntriesOwed'
  BY DEF DrainStoreDoes, FlushDue, Inv, NewEntry, OwesByCall, StaleEntriesOwed, StaleIsOwed, StoresStand,
         Types
<1> FramesOwed'
  BY DEF Access, Common, DrainStoreDoes, Entry, FlushDue, FrameIsOwed, FramesOwed, GuestTypeOK, HeldType, Inv,
         Names, NewEntry, OwesByCall, StoresStand, Types
<1> EmulationsOwed'
  BY DEF Access, Common, DrainStoreDoes, EmulationIsOwed, EmulationsOwed, Entry, GuestTypeOK, HeldType, Inv,
         Names, NewEntry, OwesByCall, StoresStand, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF DrainStoreDoes, Inv

LEMMA LoadVcpuKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, NEW p \in Pcpu, LoadVcpu(v, p)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> LoadVcpuDoes(v, p) /\ Common'
  BY LoadVcpuKeeps
     DEF LoadVcpu
<1> UNCHANGED <<pvState, pvFlushDue, pvCopy, pvFilterVars, hypercallVars>>
  BY DEF LoadVcpu
<1> StealUpdateType' /\ \A w \in Vcpu : stealUpdate'[w] <=> w = v \/ stealUpdate[w]
  BY DEF LoadVcpu, SchemeTypeOK, StealUpdateType
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF SchemeTypeOK
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, LoadVcpuDoes, Types
<1> WordStands'
  BY DEF Emulating, Inv, LoadVcpuDoes, Types, WordStands
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, LoadVcpuDoes, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, LoadVcpuDoes, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, LoadVcpuDoes, OwesByCall, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, LoadVcpuDoes

LEMMA PublishVcpuCpuKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, PublishVcpuCpu(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> PublishVcpuCpuDoes(v) /\ Common'
  BY PublishVcpuCpuKeeps
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
<1> NoEntryCachedAtFirst'
  BY DEF DropsAll, Inv, NoEntryCachedAtFirst, ServeRequestsDoes, Types
<1> NoTableCachedAtFirst'
  BY DEF DropsAll, Inv, NoTableCachedAtFirst, ServeRequestsDoes, Types
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, Inv, OwesByCall, ServeRequestsDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, ServeRequestsDoes, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, Inv, OwesByCall, ServeRequestsDoes, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, ServeRequestsDoes

ServeStealUpdateDoes(v) ==
    /\ mode[v] = "host"
    /\ stealUpdate[v]
    /\ \A w \in Vcpu : pvState'[w] = IF w = v THEN "in" ELSE pvState[w]
    /\ \A w \in Vcpu : pvFlushDue'[w] <=> pvFlushDue[w] \/ (w = v /\ pvState[v] = "flush")
    /\ \A w \in Vcpu : stealUpdate'[w] <=> w # v /\ stealUpdate[w]
    /\ \A w \in Vcpu : pvCopy'[w] <=> w # v /\ pvCopy[w]
    /\ UNCHANGED <<hostVars, guestVars, pvFilterVars, hypercallVars>>

LEMMA ServeStealUpdateKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, ServeStealUpdate(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ WordTypes
  BY Parts, TypesHold, WordTypesHold
     DEF Common
<1> PvStateType' /\ \A w \in Vcpu : pvState'[w] = IF w = v THEN "in" ELSE pvState[w]
  BY DEF PvStateType, SchemeTypeOK, ServeStealUpdate
<1> PvFlushDueType' /\ \A w \in Vcpu : pvFlushDue'[w] <=> pvFlushDue[w] \/ (w = v /\ pvState[v] = "flush")
  BY DEF PvFlushDueType, SchemeTypeOK, ServeStealUpdate
<1> StealUpdateType' /\ \A w \in Vcpu : stealUpdate'[w] <=> w # v /\ stealUpdate[w]
  BY DEF SchemeTypeOK, ServeStealUpdate, StealUpdateType
<1> PvCopyType' /\ \A w \in Vcpu : pvCopy'[w] <=> w # v /\ pvCopy[w]
  BY DEF PvCopyType, SchemeTypeOK, ServeStealUpdate
<1> ServeStealUpdateDoes(v)
  BY DEF InHost, ServeStealUpdate, ServeStealUpdateDoes
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF SchemeTypeOK, ServeStealUpdateDoes
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ServeStealUpdateDoes
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, ServeStealUpdateDoes, Types
<1> WordStands'
  BY DEF Emulating, Inv, ServeStealUpdateDoes, Types, WordStands
<1> NoEntryCachedAtFirst'
  BY DEF Inv, NoEntryCachedAtFirst, ServeStealUpdateDoes, Types
<1> NoTableCachedAtFirst'
  BY DEF Inv, NoTableCachedAtFirst, ServeStealUpdateDoes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, OwesByCall, ServeStealUpdateDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, ServeStealUpdateDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, OwesByCall, ServeStealUpdateDoes, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, ServeStealUpdateDoes

ServeDeferredFlushDoes(v) ==
    /\ mode[v] = "host"
    /\ \A w \in Vcpu : pvFlushDue'[w] <=> w # v /\ pvFlushDue[w]
    /\ DropsAll(vmcsCpu[v], v)
    /\ UNCHANGED <<hypervisorVars, guestVars, pvState, stealUpdate, pvCopy, pvFilterVars, hypercallVars>>

LEMMA ServeDeferredFlushKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, ServeDeferredFlush(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ WordTypes
  BY Parts, TypesHold, WordTypesHold
     DEF Common
<1> vmcsCpu[v] \in Pcpu
  BY DEF Common, InHost, LoadedSomewhere, ServeDeferredFlush, Types
<1> TlbType' /\ PscType' /\ DropsAll(vmcsCpu[v], v)
  BY DropAll
     DEF GuestTypeOK, ServeDeferredFlush
<1> PvFlushDueType' /\ \A w \in Vcpu : pvFlushDue'[w] <=> w # v /\ pvFlushDue[w]
  BY DEF PvFlushDueType, SchemeTypeOK, ServeDeferredFlush
<1> ServeDeferredFlushDoes(v)
  BY DEF InHost, ServeDeferredFlush, ServeDeferredFlushDoes
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF SchemeTypeOK, ServeDeferredFlushDoes
<1> NoTablesWithout'
  BY DEF Common, DropsAll, NoTablesWithout, ServeDeferredFlushDoes, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ServeDeferredFlushDoes
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, ServeDeferredFlushDoes, Types
<1> NoEntryCachedAtFirst'
  BY DEF DropsAll, Inv, NoEntryCachedAtFirst, ServeDeferredFlushDoes, Types
<1> NoTableCachedAtFirst'
  BY DEF DropsAll, Inv, NoTableCachedAtFirst, ServeDeferredFlushDoes, Types
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, Inv, OwesByCall, ServeDeferredFlushDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, ServeDeferredFlushDoes, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, Inv, OwesByCall, ServeDeferredFlushDoes, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, ServeDeferredFlushDoes

LEMMA EnterGuestKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, EnterGuest(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> EnterGuestDoes(v) /\ Common' /\ UNCHANGED schemeVars
  BY EnterGuestKeeps
     DEF EnterGuest
<1> pvState[v] = "in"
  BY DEF EnterGuest, EnterGuestDoes, InHost, Inv, WordStands
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, EnterGuest, EnterGuestDoes, FlushDue, Inv, Types
<1> WordStands'
  BY DEF Emulating, EnterGuest, EnterGuestDoes, Inv, Types, WordStands
<1> StaleEntriesOwed'
  BY DEF EnterGuestDoes, FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF EnterGuestDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF EnterGuestDoes, FlushDue, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
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
  BY DEF DeferredFlushBeforeEntry, ExitGuestDoes, FlushDue, Inv, Types, WordStands
<1> WordStands'
  BY DEF Emulating, ExitGuestDoes, Inv, NoEmulationInGuest, Types, WordStands
<1> StaleEntriesOwed'
  BY DEF ExitGuestDoes, FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF ExitGuestDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF ExitGuestDoes, FlushDue, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF ExitGuestDoes, Inv

LEMMA PreemptKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, Preempt(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> PreemptDoes(v) /\ Common'
  BY PreemptKeeps
     DEF Preempt
<1> UNCHANGED <<pvFlushDue, stealUpdate, pvFilterVars, hypercallVars>>
  BY DEF Preempt
<1> /\ PvStateType'
    /\ \A w \in Vcpu : pvState'[w] = IF w = v /\ ~Emulating(v) /\ ~pvCopy[v] THEN "out" ELSE pvState[w]
  BY DEF Preempt, PvStateType, SchemeTypeOK
<1> PvCopyType' /\ \A w \in Vcpu : pvCopy'[w] <=> pvCopy[w] \/ (w = v /\ ~Emulating(v))
  BY DEF Preempt, PvCopyType, SchemeTypeOK
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF SchemeTypeOK
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlushDue, Inv, PreemptDoes, Types
<1> WordStands'
  BY DEF Emulating, Inv, PreemptDoes, Types, WordStands
<1> NoEntryCachedAtFirst'
  BY DEF Inv, NoEntryCachedAtFirst, PreemptDoes, Types, WordStands
<1> NoTableCachedAtFirst'
  BY DEF Inv, NoTableCachedAtFirst, PreemptDoes, Types, WordStands
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, NoEntryCachedAtFirst, OwesByCall, PreemptDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, NoEntryCachedAtFirst, OwesByCall, PreemptDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, NoTableCachedAtFirst, OwesByCall, PreemptDoes, TableIsOwed, TablesOwed, Types
<1> QED
  BY NextParts, OwnUntouched
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
  BY DEF DeferredFlushBeforeEntry, FlushDue, HaltDoes, Inv, Types, WordStands
<1> WordStands'
  BY DEF Emulating, HaltDoes, Inv, NoEmulationInGuest, Types, WordStands
<1> StaleEntriesOwed'
  BY DEF FlushDue, HaltDoes, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, HaltDoes, Inv, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF FlushDue, HaltDoes, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
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
<1> NoEntryCachedAtFirst'
  BY DEF DropsAll, Inv, LoadCr3Does, NoEntryCachedAtFirst, Types
<1> NoTableCachedAtFirst'
  BY DEF DropsAll, Inv, LoadCr3Does, NoTableCachedAtFirst, Types
<1> StaleEntriesOwed'
  BY DEF DropsAll, FlushDue, Inv, LoadCr3Does, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF DropsAll, FlushDue, FrameIsOwed, FramesOwed, Inv, LoadCr3Does, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF DropsAll, FlushDue, Inv, LoadCr3Does, OwesByCall, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF DropsAll, Emulating, EmulationIsOwed, EmulationsOwed, Inv, LoadCr3Does, Names, NoEmulationInGuest,
         OwesByCall, Types
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
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, MoveThreadDoes, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, MoveThreadDoes, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, MoveThreadDoes, OwesByCall, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, MoveThreadDoes, Names, OwesByCall, Types
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
  BY DEF FlushDue, Inv, MapPageDoes, OwesByCall, PteBecomes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, MapPageDoes, Names, OwesByCall, PteBecomes, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, MapPageDoes, Names, OwesByCall, PteBecomes, Types
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
  BY DEF FlushDue, HookTableDoes, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
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
<1> StaleEntriesOwed'
  BY DEF ClearPteDoes, EntryDrained, FlushDue, HoldsEntry, Inv, MayChange, OwesByCall, PteBecomes,
         StaleEntriesOwed, StaleIsOwed, StoresEntry, Types
<1> FramesOwed'
  BY DEF ClearPteDoes, EntryDrained, FlushDue, FrameIsOwed, FramesOwed, HoldsEntry, Inv, MayChange, Names,
         OwesByCall, PteBecomes, StoresEntry, Types
<1> TablesOwed'
  BY DEF ClearPteDoes, FlushDue, HoldsEntry, Inv, MayChange, OwesByCall, PteBecomes, StoresEntry, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF ClearPteDoes, EmulationIsOwed, EmulationsOwed, EntryDrained, HoldsEntry, Inv, MayChange, Names,
         OwesByCall, PteBecomes, StoresEntry, Types
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
<1> StaleEntriesOwed'
  BY DEF EntryDrained, FlushDue, HoldsEntry, Inv, MayChange, OwesByCall, ProtectPteDoes, PteBecomes,
         StaleEntriesOwed, StaleIsOwed, StoresEntry, Types
<1> FramesOwed'
  BY DEF EntryDrained, FlushDue, FrameIsOwed, FramesOwed, HoldsEntry, Inv, MayChange, Names, OwesByCall,
         ProtectPteDoes, PteBecomes, StoresEntry, Types
<1> TablesOwed'
  BY DEF FlushDue, HoldsEntry, Inv, MayChange, OwesByCall, ProtectPteDoes, PteBecomes, StoresEntry,
         TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, EntryDrained, HoldsEntry, Inv, MayChange, Names, OwesByCall,
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
<1> StaleEntriesOwed'
  BY DEF EntryDrained, FlushDue, HoldsEntry, Inv, MayChange, MovePteDoes, OwesByCall, StaleEntriesOwed,
         StaleIsOwed, Types
<1> FramesOwed'
  BY DEF EntryDrained, FlushDue, FrameIsOwed, FramesOwed, HoldsEntry, Inv, MayChange, MovePteDoes, Names,
         OwesByCall, Types
<1> TablesOwed'
  BY DEF FlushDue, HoldsEntry, Inv, MayChange, MovePteDoes, OwesByCall, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, EntryDrained, HoldsEntry, Inv, MayChange, MovePteDoes, Names,
         OwesByCall, Types
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
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, MayChange, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types, UnhookTableDoes
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, MayChange, Names, OwesByCall, Types, UnhookTableDoes
<1> TablesOwed'
  BY DEF FlushDue, Inv, MayChange, OwesByCall, TableIsOwed, TablesOwed, Types, UnhookTableDoes
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, MayChange, Names, OwesByCall, Types, UnhookTableDoes
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
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, OwesByCall, PinThreadDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, PinThreadDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, OwesByCall, PinThreadDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, PinThreadDoes, Types
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
<1> NoEntryCachedAtFirst'
  BY DEF FlushLocalDoes, Flushes, Inv, NoEntryCachedAtFirst, Types
<1> NoTableCachedAtFirst'
  BY DEF FlushLocalDoes, Flushes, Inv, NoTableCachedAtFirst, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, FlushLocalDoes, Flushes, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FlushLocalDoes, Flushes, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF FlushDue, FlushLocalDoes, Flushes, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Emulating, EmulationIsOwed, EmulationsOwed, FlushLocalDoes, Flushes, Inv, Names, NoEmulationInGuest,
         OwesByCall, Types
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
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, OwesByCall, RootStands, SkipLocalDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, RootStands, SkipLocalDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, OwesByCall, RootStands, SkipLocalDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, RootStands, SkipLocalDoes, Types
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
<1> ReadCpumaskDoes(i) /\ Common'
  BY ReadCpumaskKeeps
     DEF ReadCpumask
<1> UNCHANGED <<pvWordVars, checking, seen, hypercallVars>>
  BY DEF ReadCpumask
<1> targets'[i] \in SUBSET Vcpu
  BY DEF Common, GuestTypeOK, TargetsType
<1> UncheckedType'
  BY DEF ReadCpumask, SchemeTypeOK, UncheckedType
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF SchemeTypeOK
<1> StaleEntriesOwed'
  BY DEF FlushDue, InMask, Inv, OwesByCall, ReadCpumaskDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, InMask, Inv, Names, OwesByCall, ReadCpumaskDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, InMask, Inv, OwesByCall, ReadCpumaskDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, InMask, Inv, Names, OwesByCall, ReadCpumaskDoes, Types
<1> WalksOwed'
  BY DEF Inv, ReadCpumaskDoes, Types, WaitsByRcu, WalkIsOwed, WalksOwed
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, ReadCpumaskDoes

ReadPvStateDoes(i, t) ==
    UNCHANGED <<hostVars, guestVars, pvWordVars, hypercallVars>>

LEMMA ReadPvStateKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW t \in Vcpu, ReadPvState(i, t)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ WordTypes
  BY Parts, TypesHold, WordTypesHold
     DEF Common
<1> UncheckedType'
  BY DEF ReadPvState, SchemeTypeOK, UncheckedType
<1>1. ASSUME pvState[t] = "in"
      PROVE  CheckingType' /\ SeenType'
  <2>1. UNCHANGED <<checking, seen>>
    BY <1>1 DEF ReadPvState
  <2> QED
    BY <2>1, WordTypesUntouched DEF SchemeTypeOK
<1>2. ASSUME pvState[t] # "in"
      PROVE  CheckingType' /\ SeenType'
  <2>1. checking' = [checking EXCEPT ![i] = t] /\ seen' = [seen EXCEPT ![i] = pvState[t]]
    BY <1>2 DEF ReadPvState
  <2>2. pvState[t] \in {"out", "flush"}
    BY <1>2 DEF WordTypes
  <2> QED
    BY <2>1, <2>2 DEF CheckingType, SchemeTypeOK, SeenType
<1> CheckingType' /\ SeenType'
  BY <1>1, <1>2
<1> ReadPvStateDoes(i, t)
  BY DEF ReadPvState, ReadPvStateDoes
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF ReadPvStateDoes, SchemeTypeOK
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, GuestTypeOK, ReadPvStateDoes
<1> QED
  BY NextParts, OwnUntouched
     DEF Inv, ReadPvStateDoes

FlagFlushDoes(i) ==
    /\ checking[i] \in Vcpu
    /\ \/ /\ pvState[checking[i]] # "in"
          /\ \A w \in Vcpu : pvState'[w] = IF w = checking[i] THEN "flush" ELSE pvState[w]
          /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {checking[i]} ELSE targets[w]
       \/ UNCHANGED <<pvState, targets>>
    /\ UNCHANGED <<hostVars, tableVars, cpumask, cpuVars, pc, op, opMm, held, heldTable, callVars, pvFlushDue,
                   stealUpdate, pvCopy, unchecked, hypercallVars>>

LEMMA FlagFlushKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, FlagFlush(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ GuestTypeOK /\ Types /\ WordTypes
  BY Parts, TypesHold, WordTypesHold
     DEF Common
<1> checking[i] \in Vcpu
  BY DEF FlagFlush, WordTypes
<1> CheckingType'
  BY DEF CheckingType, FlagFlush, SchemeTypeOK
<1> SeenType'
  BY DEF FlagFlush, SchemeTypeOK, SeenType
<1>1. ASSUME pvState[checking[i]] = seen[i]
      PROVE  FlagFlushDoes(i) /\ PvStateType' /\ TargetsType'
  <2>1. /\ pvState' = [pvState EXCEPT ![checking[i]] = "flush"]
        /\ targets' = [targets EXCEPT ![i] = @ \ {checking[i]}]
    BY <1>1 DEF FlagFlush
  <2>2. pvState[checking[i]] # "in"
    BY <1>1 DEF WordTypes
  <2>3. PvStateType' /\ \A w \in Vcpu : pvState'[w] = IF w = checking[i] THEN "flush" ELSE pvState[w]
    BY <2>1 DEF PvStateType, SchemeTypeOK
  <2>4. TargetsType' /\ \A w \in Vcpu : targets'[w] = IF w = i THEN targets[i] \ {checking[i]} ELSE targets[w]
    BY <2>1 DEF GuestTypeOK, TargetsType
  <2> QED
    BY <2>2, <2>3, <2>4 DEF FlagFlush, FlagFlushDoes
<1>2. ASSUME pvState[checking[i]] # seen[i]
      PROVE  FlagFlushDoes(i) /\ PvStateType' /\ TargetsType'
  <2>1. /\ pvState' = [pvState EXCEPT ![checking[i]] = @]
        /\ targets' = [targets EXCEPT ![i] = @]
    BY <1>2 DEF FlagFlush
  <2>2. UNCHANGED <<pvState, targets>>
    BY <2>1 DEF GuestTypeOK, PvStateType, SchemeTypeOK, TargetsType
  <2> QED
    BY <2>2, WordTypesUntouched, TypesUntouched DEF FlagFlush, FlagFlushDoes, GuestTypeOK, SchemeTypeOK
<1> FlagFlushDoes(i) /\ PvStateType' /\ TargetsType'
  BY <1>1, <1>2
<1> SchemeTypeOK'
  BY OthersUntouched, WordTypesUntouched
     DEF FlagFlushDoes, SchemeTypeOK
<1> RequestsStand'
  BY DEF Common, FlagFlushDoes, RequestsStand, Types
<1> Common'
  BY TypesUntouched, Untouched
     DEF Common, FlagFlushDoes, GuestTypeOK
<1> DeferredFlushBeforeEntry'
  BY DEF DeferredFlushBeforeEntry, FlagFlushDoes, FlushDue, Inv, Types, WordStands
<1> WordStands'
  BY DEF Emulating, FlagFlushDoes, Inv, Types, WordStands
<1> NoEntryCachedAtFirst'
  BY DEF FlagFlushDoes, Inv, NoEntryCachedAtFirst, Types
<1> NoTableCachedAtFirst'
  BY DEF FlagFlushDoes, Inv, NoTableCachedAtFirst, Types
<1> StaleEntriesOwed'
  BY DEF FlagFlushDoes, FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types, WordStands
<1> FramesOwed'
  BY DEF FlagFlushDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types, WordStands
<1> TablesOwed'
  BY DEF FlagFlushDoes, FlushDue, Inv, OwesByCall, TableIsOwed, TablesOwed, Types, WordStands
<1> EmulationsOwed'
  BY DEF Emulating, EmulationIsOwed, EmulationsOwed, FlagFlushDoes, Inv, Names, OwesByCall, Types, WordStands
<1> QED
  BY NextParts, OwnUntouched
     DEF FlagFlushDoes, Inv

LEMMA QueueCallKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW t \in Vcpu, QueueCall(i, t)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> QueueCallDoes(i, t) /\ Common' /\ UNCHANGED schemeVars
  BY QueueCallKeeps
     DEF QueueCall
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, OwesByCall, QueueCallDoes, SlotBecomes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, QueueCallDoes, SlotBecomes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, OwesByCall, QueueCallDoes, SlotBecomes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, QueueCallDoes, SlotBecomes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, QueueCallDoes

LEMMA SendFlushIpiKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, NEW t \in Vcpu, SendFlushIpi(i, t)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> SendFlushIpiDoes(i, t) /\ Common'
  BY SendFlushIpiKeeps
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, SendFlushIpiDoes

LEMMA TakeFlushIpiKept ==
    ASSUME Bugs = {}, Inv, NEW t \in Vcpu, TakeFlushIpi(t)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> TakeFlushIpiDoes(t) /\ Common'
  BY TakeFlushIpiKeeps
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, TakeFlushIpiDoes, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, TakeFlushIpiDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, OwesByCall, TableIsOwed, TablesOwed, TakeFlushIpiDoes, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, TakeFlushIpiDoes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, TakeFlushIpiDoes

LEMMA HandleFlushKept ==
    ASSUME Bugs = {}, Inv, NEW t \in Vcpu, NEW i \in Vcpu, HandleFlush(t, i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> HandleFlushDoes(t, i) /\ Common'
  BY HandleFlushKeeps
<1> NoEntryCachedAtFirst'
  BY DEF Flushes, HandleFlushDoes, Inv, NoEntryCachedAtFirst, SlotBecomes, Types
<1> NoTableCachedAtFirst'
  BY DEF Flushes, HandleFlushDoes, Inv, NoTableCachedAtFirst, SlotBecomes, Types
<1> StaleEntriesOwed'
  BY DEF FlushDue, Flushes, HandleFlushDoes, InHandler, Inv, OwesByCall, RootStands, SlotBecomes,
         StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, Flushes, FrameIsOwed, FramesOwed, HandleFlushDoes, InHandler, Inv, Names, OwesByCall,
         RootStands, SlotBecomes, Types
<1> TablesOwed'
  BY DEF FlushDue, Flushes, HandleFlushDoes, InHandler, Inv, OwesByCall, RootStands, SlotBecomes, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF Emulating, EmulationIsOwed, EmulationsOwed, Flushes, HandleFlushDoes, Inv, Names, NoEmulationInGuest,
         OwesByCall, SlotBecomes, Types
<1> WalksOwed'
  BY DEF Flushes, HandleFlushDoes, InHandler, Inv, SlotBecomes, Types, WaitsByRcu, WalkIsOwed, WalksOwed,
         WalksStand
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF HandleFlushDoes, Inv

LEMMA AckFlushKept ==
    ASSUME Bugs = {}, Inv, NEW t \in Vcpu, NEW i \in Vcpu, AckFlush(t, i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> AckFlushDoes(t, i) /\ Common'
  BY AckFlushKeeps
<1> StaleEntriesOwed'
  BY DEF AckFlushDoes, FlushDue, Inv, OwesByCall, SlotBecomes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF AckFlushDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, SlotBecomes, Types
<1> TablesOwed'
  BY DEF AckFlushDoes, FlushDue, Inv, OwesByCall, SlotBecomes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF AckFlushDoes, EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, SlotBecomes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF AckFlushDoes, Inv

LEMMA FinishFlushKept ==
    ASSUME Bugs = {}, Inv, NEW i \in Vcpu, FinishFlush(i)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FinishFlushDoes(i) /\ Common' /\ UNCHANGED schemeVars
  BY FinishFlushKeeps
     DEF FinishFlush
<1> StaleEntriesOwed'
  BY DEF Ends, FinishFlushDoes, FlushDue, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF Ends, FinishFlushDoes, FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, Types
<1> TablesOwed'
  BY DEF Ends, FinishFlushDoes, FlushDue, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Ends, FinishFlushDoes, Inv, Names, OwesByCall, Types
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
<1> StaleEntriesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeFrameDoes, HoldsEntry, Inv, OwesByCall, StaleEntriesOwed,
         StaleIsOwed, Types
<1> FramesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FrameIsOwed, FramesOwed, FreeFrameDoes, HoldsEntry, Inv, Names,
         OwesByCall, Types
<1> TablesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeFrameDoes, HoldsEntry, Inv, OwesByCall, TableIsOwed,
         TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Ends, EndsIfNothingHeld, FreeFrameDoes, HoldsEntry, Inv, Names,
         OwesByCall, Types
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
<1> StaleEntriesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeTableDoes, Inv, OwesByCall, StaleEntriesOwed, StaleIsOwed,
         Types
<1> FramesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FrameIsOwed, FramesOwed, FreeTableDoes, Inv, Names, OwesByCall,
         Types
<1> TablesOwed'
  BY DEF Ends, EndsIfNothingHeld, FlushDue, FreeTableDoes, Inv, OwesByCall, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Ends, EndsIfNothingHeld, FreeTableDoes, Inv, Names, OwesByCall,
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
<1> WordStands'
  BY DEF Emulating, Inv, StartEmulation, StartEmulationDoes, Types, WordStands
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, StartEmulationDoes, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
     DEF Inv, StartEmulationDoes

LEMMA FinishEmulationKept ==
    ASSUME Bugs = {}, Inv, NEW v \in Vcpu, FinishEmulation(v)
    PROVE  Inv'
<1> SchemeTypeOK /\ Common /\ Types
  BY Parts, TypesHold
     DEF Common
<1> FinishEmulationDoes(v) /\ Common' /\ UNCHANGED schemeVars
  BY FinishEmulationKeeps
     DEF FinishEmulation
<1> WordStands'
  BY DEF Emulating, FinishEmulationDoes, Inv, Types, WordStands
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, FinishEmulationDoes, Inv, Names, OwesByCall, Types
<1> QED
  BY NextParts, SchemeTypeOKFrame, OwnUntouched
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
<1> StaleEntriesOwed'
  BY DEF FlushDue, Inv, OwesByCall, QueueTableFreeDoes, StaleEntriesOwed, StaleIsOwed, Types
<1> FramesOwed'
  BY DEF FlushDue, FrameIsOwed, FramesOwed, Inv, Names, OwesByCall, QueueTableFreeDoes, Types
<1> TablesOwed'
  BY DEF FlushDue, Inv, OwesByCall, QueueTableFreeDoes, TableIsOwed, TablesOwed, Types
<1> EmulationsOwed'
  BY DEF EmulationIsOwed, EmulationsOwed, Inv, Names, OwesByCall, QueueTableFreeDoes, Types
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
    /\ \A v \in Vcpu : pteStore[v] = {}
    /\ \A v \in Vcpu : maskStore[v] = FALSE
    /\ \A v \in Vcpu : cpuStore[v] = FALSE
    /\ \A v \in Vcpu : pvState[v] = "out"
    /\ \A v \in Vcpu : pvFlushDue[v] = FALSE
    /\ \A v \in Vcpu : stealUpdate[v] = FALSE
    /\ \A v \in Vcpu : pvCopy[v] = FALSE
    /\ \A v \in Vcpu : walk[v] = NoTable
    /\ \A v \in Vcpu : graceFor[v] = {}
    /\ \A v \in Vcpu, g \in Page : emulation[v][g] = NoEntry

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
<1>6. DeferredFlushBeforeEntry /\ WordStands /\ NoEntryCachedAtFirst /\ NoTableCachedAtFirst
  BY <1>2
     DEF AtFirst, DeferredFlushBeforeEntry, Emulating, FlushDue, NoEntryCachedAtFirst, NoTableCachedAtFirst,
         WordStands
<1>7. StaleEntriesOwed /\ FramesOwed
  BY <1>2
     DEF AtFirst, FlushDue, FrameIsOwed, FramesOwed, Names, OwesByCall, StaleEntriesOwed, StaleIsOwed
<1>8. TablesOwed /\ EmulationsOwed /\ WalksOwed
  BY <1>2
     DEF AtFirst, EmulationIsOwed, EmulationsOwed, FlushDue, Names, OwesByCall, TableIsOwed, TablesOwed,
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
     ServeRequestsKept, ServeStealUpdateKept, ServeDeferredFlushKept, EnterGuestKept, ExitGuestKept,
     PreemptKept, HaltKept, WakeKept, SwitchMmKept, LoadCr3Kept, ClearCpumaskKept, EnterLazyKept,
     LeaveLazyKept, DisableInterruptsKept, EnableInterruptsKept, MoveThreadKept, MapPageKept, HookTableKept,
     ClearPteKept, ProtectPteKept, MovePteKept, UnhookTableKept, PinThreadKept, FlushLocalKept,
     FinishLeaveMmKept, SkipLocalKept, ReadCpumaskKept, ReadPvStateKept, FlagFlushKept, QueueCallKept,
     SendFlushIpiKept, TakeFlushIpiKept, HandleFlushKept, AckFlushKept, FinishFlushKept, FreeFrameKept,
     FreeTableKept, StartWalkKept, EndWalkKept, StartEmulationKept, FinishEmulationKept, QueueTableFreeKept
     DEF Next
<1> QED
  BY <1>1, <1>2

(* What is owed is in flight, and what is held is not free.                  *)
LEMMA Enough == Inv => Safety
<1> SUFFICES ASSUME Inv PROVE Safety
  OBVIOUS
<1>1. Common /\ Types
  BY Parts, TypesHold DEF Common
<1>2. \A i, v \in Vcpu : OwesByCall(i, v) => InFlight(i)
  BY DEF OwesByCall, InFlight
<1>3. NoStaleTranslation
  BY <1>2 DEF Inv, NoStaleTranslation, NoStaleEntry, Usable, StaleEntriesOwed, StaleIsOwed
<1>4. ASSUME NEW m \in Space, NEW g \in Page, NEW f, NEW i \in Vcpu, NEW v \in Vcpu,
             op[i] \in {"unmap", "move"}, opMm[i] = m, Names(held[i][g], f), OwesByCall(i, v)
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
                           /\ OwesByCall(i, v)
    BY DEF Inv, Usable, FramesOwed, FrameIsOwed
  <2> QED
    BY <1>4, <2>1, <2>2 DEF StillReached
<1>6. \A v \in Vcpu, g \in Page : NoFreedEmulation(v, g, TRUE)
  <2> SUFFICES ASSUME NEW v \in Vcpu, NEW g \in Page, emulation[v][g] # NoEntry, cr3[v] # Kernel
               PROVE  StillReached(cr3[v], g, emulation[v][g][1])
    BY DEF NoFreedEmulation
  <2>1. cr3[v] \in Space
    BY <1>1 DEF Types
  <2>2. \/ Names(pt[cr3[v]][g], emulation[v][g][1])
        \/ \E i \in Vcpu : /\ op[i] \in {"unmap", "move"}
                           /\ opMm[i] = cr3[v]
                           /\ Names(held[i][g], emulation[v][g][1])
                           /\ OwesByCall(i, v)
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
