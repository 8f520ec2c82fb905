package dev.shootdown.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The machine's state: every variable of {@code spec/State.tla}, in one {@code int[]}.
 *
 * <p>A record of fixed stride per vCPU holds the scalar variables ({@code get(v, PC)}); CPU sets are slices of bits,
 * addressed by where they begin. A snapshot is a copy of the array, a fingerprint a hash over it. Behind the
 * variables lie a few counts that follow from them and that guards need often; only this class writes them.
 *
 * <p>"Nothing" is -1 everywhere. A page-table or TLB entry is {@link #NO_ENTRY} or {@link #entry a frame and its
 * access}.
 */
public final class State {
    /** {@code mode[v]}: {@link #OUT}, {@link #HOST} or {@link #GUEST}. */
    public static final int MODE = 0;
    /** {@code vmcsCpu[v]}: the pCPU where v's VMCS was last loaded, or {@link #NONE}. */
    public static final int VMCS_CPU = 1;
    /** {@code vcpuCpu[v]}: where the VMM says that v runs or last ran. */
    public static final int VCPU_CPU = 2;
    /** {@code flushRequest[v]}: 1 when {@code KVM_REQ_TLB_FLUSH} is set. */
    public static final int FLUSH_REQUEST = 3;
    /** {@code halted[v]}. */
    public static final int HALTED = 4;
    /** {@code cr3[v]}: the space whose root v has loaded, or {@link #KERNEL}. */
    public static final int CR3 = 5;
    /** {@code activeMm[v]}. */
    public static final int ACTIVE_MM = 6;
    /** {@code lazy[v]}. */
    public static final int LAZY = 7;
    /** {@code irqsOff[v]}. */
    public static final int IRQS_OFF = 8;
    /** {@code pc[i]}: {@link #IDLE} and so on. */
    public static final int PC = 9;
    /** {@code op[i]}: {@link #NO_OP}, {@link #UNMAP}, {@link #PROTECT} or {@link #MOVE}. */
    public static final int OP = 10;
    /** {@code opMm[i]}: the space that the operation changes, or {@link #KERNEL}. */
    public static final int OP_MM = 11;
    /** {@code heldTable[i]}. */
    public static final int HELD_TABLE = 12;
    /** {@code vector[t]}. */
    public static final int VECTOR = 13;
    /** {@code pvState[v]}: {@link #PV_OUT}, {@link #PV_IN} or {@link #PV_FLUSH}. */
    public static final int PV_STATE = 14;
    /** {@code pvFlushDue[v]}. */
    public static final int PV_FLUSH_DUE = 15;
    /** {@code checking[i]}. */
    public static final int CHECKING = 16;
    /** {@code seen[i]}: a {@link #PV_STATE}, or {@link #NONE}. */
    public static final int SEEN = 17;
    /** {@code askedCpu[i]}. */
    public static final int ASKED_CPU = 18;
    /** {@code info[i]}. */
    public static final int INFO = 19;

    /** {@code stealUpdate[v]}. */
    public static final int STEAL_UPDATE = 20;
    /** {@code pvCopy[v]}. */
    public static final int PV_COPY = 21;

    /** {@code pteStore[v]}: the page whose entry v has stored, and other CPUs do not see yet, or {@link #NONE}. */
    public static final int PTE_STORE = 22;
    /** {@code maskStore[v]}: 1 when the same is so for v's own bit in the mask of its active space. */
    public static final int MASK_STORE = 23;
    /** {@code cpuStore[v]}: 1 when the same is so for {@link #VCPU_CPU} of v. */
    public static final int CPU_STORE = 24;

    /** {@code walk[v]}: the page-table page that v's guest code walks, or {@link #NONE}. */
    public static final int WALK = 25;
    /** The page of which {@code emulation[v]} holds {@link #EMULATED_ENTRY}, or {@link #NONE}. */
    public static final int EMULATED_PAGE = 26;
    /** The entry that the VMM's emulation of v holds, or {@link #NO_ENTRY}. */
    public static final int EMULATED_ENTRY = 27;
    /** {@code emulationStale[v]}. */
    public static final int EMULATION_STALE = 28;

    static final int VARIABLES = 29;

    // What follows from the variables.
    /** How many requests t's call-function handler has taken and not acknowledged. */
    static final int HANDLING = 0;
    /** How many of i's call-function slots are not free. */
    static final int OUTSTANDING = 1;
    /** How many host requests of i are not free. */
    static final int HOST_OUTSTANDING = 2;
    /** First and last + 1 of the pages that i's operation changed; both 0 when it changed none. */
    static final int FIRST = 3;

    static final int END = 4;
    /** How many entries i's operation holds. */
    static final int HELD_COUNT = 5;

    private static final int DERIVED = 6;

    public static final int OUT = 0;
    public static final int HOST = 1;
    public static final int GUEST = 2;

    public static final int IDLE = 0;
    public static final int CHANGED = 1;
    public static final int PINNED = 2;
    public static final int LOCAL = 3;
    public static final int REMOTE = 4;
    public static final int HYPERCALL = 5;
    public static final int RETURNED = 6;
    public static final int GRACE = 7;

    public static final int NO_OP = 0;
    public static final int UNMAP = 1;
    public static final int PROTECT = 2;
    public static final int MOVE = 3;

    public static final int PV_OUT = 0;
    public static final int PV_IN = 1;
    public static final int PV_FLUSH = 2;

    public static final int NONE = -1;
    public static final int KERNEL = -1;
    public static final int NO_ENTRY = -1;

    /** A call-function or host request: {@code "free"}, {@code "queued"} or {@code "sent"}, and so on. */
    public static final int FREE = 0;

    public static final int QUEUED = 1;
    public static final int TAKEN = 2;
    public static final int FLUSHED = 3;

    public final Scope scope;
    private final int vcpus;
    private final int[] vmOf;
    private final int[] firstOfVm;

    /** The place of each vCPU in sets of its VM's vCPUs. */
    private final int[] bitOf;

    /** Words of a set of one VM's vCPUs, of a set of all vCPUs. */
    private final int vmWords;

    private final int allWords;

    private final int[] w;
    private final int cpumask;
    private final int targets;
    private final int ipis;
    private final int unchecked;
    private final int graceFor;
    private final int graceStride;
    private final int calls;
    private final int hostCalls;
    private final int pt;
    private final int table;
    private final int held;
    private final int ofScheme;
    private final int tlb;
    private final int psc;
    private final int variables;
    private final int derived;
    private final int loadedOn;
    private final int hostHandling;
    private final int hostSent;
    private final int frameUses;

    /** Of either half of the fingerprint; made when first asked for, since machines of the testbed are large. */
    private final long[][] keys = new long[2][];

    final boolean hasUnboundedTlb;

    /** Of a bounded TLB: where the ways begin, how many sets a pCPU has, and how many ways a set. */
    final int tlbWays;

    final int tlbSets;
    final int tlbSetBits;
    final int tlbWaysOfSet;

    State(Scope scope, int wordsOfScheme) {
        this.scope = scope;
        hasUnboundedTlb = scope.tlb().unbounded();
        vcpus = scope.vcpus();
        vmOf = new int[vcpus];
        firstOfVm = new int[scope.vms() + 1];
        int widest = 0;
        for (int vm = 0, v = 0; vm < scope.vms(); vm++) {
            int n = scope.vcpusOfVm().get(vm);
            widest = Math.max(widest, n);
            Arrays.fill(vmOf, v, v + n, vm);
            v += n;
            firstOfVm[vm + 1] = v;
        }
        vmWords = words(widest);
        allWords = words(vcpus);
        bitOf = new int[vcpus];
        Arrays.setAll(bitOf, v -> v - firstOfVm[vmOf[v]]);
        int spaces = scope.spaces() * scope.vms();
        Layout at = new Layout(VARIABLES * vcpus);
        cpumask = at.take((long) spaces * vmWords);
        targets = at.take((long) vcpus * vmWords);
        ipis = at.take((long) vcpus * vmWords);
        unchecked = at.take((long) vcpus * vmWords);
        graceStride = scope.has(Feature.WALKERS) ? vmWords : 0;
        graceFor = at.take(graceStride == 0 ? vmWords : (long) vcpus * vmWords);
        calls = at.take(3L * vcpus * vmWords);
        hostCalls = at.take(3L * scope.pcpus() * allWords);
        pt = at.take((long) spaces * scope.pages());
        table = at.take(spaces);
        held = at.take((long) vcpus * scope.window());
        ofScheme = at.take(wordsOfScheme);
        tlb = at.take(Tlb.words(scope, vcpus));
        tlbWays = tlb + (int) Tlb.wordsOfOwners(scope, vcpus);
        tlbSets = scope.tlb().sets();
        tlbSetBits = Integer.numberOfTrailingZeros(Math.max(1, tlbSets));
        tlbWaysOfSet = scope.tlb().ways();
        psc = at.take(scope.tables() == 0 ? 0 : (long) scope.pcpus() * vcpus);
        variables = at.next;
        derived = at.take((long) DERIVED * vcpus);
        loadedOn = at.take(scope.pcpus());
        hostHandling = at.take(scope.pcpus());
        hostSent = at.take(scope.pcpus());
        frameUses = at.take((long) scope.frames() * scope.vms());
        w = new int[at.next];
        init();
    }

    private static final class Layout {
        private int next;

        private Layout(int first) {
            next = first;
        }

        private int take(long words) {
            int at = next;
            if (at + words > Integer.MAX_VALUE - 16) {
                throw new BadInput(
                        "a machine of this size needs more than 8 GiB of state: fewer vCPUs, pCPUs or pages");
            }
            next += (int) words;
            return at;
        }
    }

    private void init() {
        Arrays.fill(w, pt, ofScheme, NO_ENTRY);
        Arrays.fill(w, tlb, variables, NO_ENTRY);
        Arrays.fill(w, loadedOn, hostHandling, NONE);
        Tlb.init(this);
        for (int v = 0; v < vcpus; v++) {
            int first = vmOf[v] * scope.spaces();
            set(v, VMCS_CPU, NONE);
            set(v, VCPU_CPU, NONE);
            set(v, CR3, first);
            set(v, ACTIVE_MM, first);
            set(v, OP_MM, KERNEL);
            set(v, HELD_TABLE, NONE);
            set(v, CHECKING, NONE);
            set(v, SEEN, NONE);
            set(v, ASKED_CPU, NONE);
            set(v, INFO, NONE);
            set(v, PTE_STORE, NONE);
            set(v, WALK, NONE);
            set(v, EMULATED_PAGE, NONE);
            set(v, EMULATED_ENTRY, NO_ENTRY);
            add(cpumask(first), v);
        }
    }

    private static int words(int bits) {
        return (bits + 31) >>> 5;
    }

    // --- vCPUs and VMs

    public int vcpus() {
        return vcpus;
    }

    public int vmOf(int v) {
        return vmOf[v];
    }

    /** The first vCPU of a VM; the VM's vCPUs are {@code firstOf(vm) … firstOf(vm + 1) - 1}. */
    public int firstOf(int vm) {
        return firstOfVm[vm];
    }

    public int vmOfSpace(int space) {
        return space / scope.spaces();
    }

    public int get(int v, int variable) {
        return w[v * VARIABLES + variable];
    }

    public boolean is(int v, int variable) {
        return w[v * VARIABLES + variable] != 0;
    }

    public void set(int v, int variable, int value) {
        w[v * VARIABLES + variable] = value;
    }

    int count(int v, int count) {
        return w[derived + v * DERIVED + count];
    }

    void count(int v, int count, int value) {
        w[derived + v * DERIVED + count] = value;
    }

    // --- sets of one VM's vCPUs, named by where they begin

    public int cpumask(int space) {
        return cpumask + space * vmWords;
    }

    public int targets(int i) {
        return targets + i * vmWords;
    }

    public int ipis(int i) {
        return ipis + i * vmWords;
    }

    public int unchecked(int i) {
        return unchecked + i * vmWords;
    }

    /** Always empty without the feature walkers. */
    public int graceFor(int i) {
        return graceFor + i * graceStride;
    }

    public boolean has(int set, int v) {
        int bit = bitOf[v];
        return (w[set + (bit >>> 5)] >>> bit & 1) != 0;
    }

    public void add(int set, int v) {
        int bit = bitOf[v];
        w[set + (bit >>> 5)] |= 1 << bit;
    }

    public void remove(int set, int v) {
        int bit = bitOf[v];
        w[set + (bit >>> 5)] &= ~(1 << bit);
    }

    public boolean isEmpty(int set) {
        for (int k = 0; k < vmWords; k++) {
            if (w[set + k] != 0) {
                return false;
            }
        }
        return true;
    }

    public void copySet(int from, int to) {
        System.arraycopy(w, from, w, to, vmWords);
    }

    /** The least member of a set of {@code vm}'s vCPUs that is at least {@code from}, or {@link #NONE}. */
    public int next(int set, int vm, int from) {
        int first = firstOfVm[vm];
        int bit = nextBit(set, vmWords, from - first);
        return bit < 0 ? NONE : bit + first;
    }

    private int nextBit(int set, int words, int from) {
        int k = from >>> 5;
        if (k >= words) {
            return -1;
        }
        int word = w[set + k] & -1 << from;
        while (word == 0) {
            if (++k == words) {
                return -1;
            }
            word = w[set + k];
        }
        return (k << 5) + Integer.numberOfTrailingZeros(word);
    }

    // --- call-function slots: three sets of initiators per target, one for each state of a slot that is in use

    private int calls(int t, int state) {
        return calls + ((state - 1) * vcpus + t) * vmWords;
    }

    /** {@code call[i][t]}: {@link #FREE}, {@link #QUEUED}, {@link #TAKEN} or {@link #FLUSHED}. */
    public int call(int i, int t) {
        for (int state = QUEUED; state <= FLUSHED; state++) {
            if (has(calls(t, state), i)) {
                return state;
            }
        }
        return FREE;
    }

    /** The least initiator from {@code from} on whose slot for t is in that state, or {@link #NONE}. */
    public int nextCaller(int t, int state, int from) {
        return next(calls(t, state), vmOf[t], from);
    }

    public boolean inHandler(int t) {
        return count(t, HANDLING) != 0;
    }

    /** Whether one of i's call-function slots is in use. */
    public boolean isOwed(int i) {
        return count(i, OUTSTANDING) != 0;
    }

    void queueCall(int i, int t) {
        add(calls(t, QUEUED), i);
        count(i, OUTSTANDING, count(i, OUTSTANDING) + 1);
    }

    void takeCalls(int t) {
        int queued = calls(t, QUEUED);
        int taken = calls(t, TAKEN);
        int n = 0;
        for (int k = 0; k < vmWords; k++) {
            n += Integer.bitCount(w[queued + k]);
            w[taken + k] |= w[queued + k];
            w[queued + k] = 0;
        }
        count(t, HANDLING, count(t, HANDLING) + n);
    }

    void flushCall(int i, int t) {
        remove(calls(t, TAKEN), i);
        add(calls(t, FLUSHED), i);
    }

    void ackCall(int i, int t) {
        remove(calls(t, FLUSHED), i);
        count(t, HANDLING, count(t, HANDLING) - 1);
        count(i, OUTSTANDING, count(i, OUTSTANDING) - 1);
    }

    // --- host requests: three sets of callers, of all VMs, per pCPU

    private int hostCalls(int p, int state) {
        return hostCalls + ((state - 1) * scope.pcpus() + p) * allWords;
    }

    /** {@code hostCall[i][p]}: {@link #FREE}, {@link #QUEUED} (sent), {@link #TAKEN} or {@link #FLUSHED}. */
    public int hostCall(int i, int p) {
        for (int state = QUEUED; state <= FLUSHED; state++) {
            if ((w[hostCalls(p, state) + (i >>> 5)] >>> i & 1) != 0) {
                return state;
            }
        }
        return FREE;
    }

    /** The least caller from {@code from} on whose request with p is in that state, or {@link #NONE}. */
    public int nextHostCaller(int p, int state, int from) {
        return nextBit(hostCalls(p, state), allWords, from);
    }

    public boolean inHostHandler(int p) {
        return w[hostHandling + p] != 0;
    }

    public boolean hostIpiPending(int p) {
        return w[hostSent + p] != 0;
    }

    public boolean waitsForHost(int i) {
        return count(i, HOST_OUTSTANDING) != 0;
    }

    public void sendHostCall(int i, int p) {
        w[hostCalls(p, QUEUED) + (i >>> 5)] |= 1 << i;
        w[hostSent + p]++;
        count(i, HOST_OUTSTANDING, count(i, HOST_OUTSTANDING) + 1);
    }

    public void takeHostCalls(int p) {
        int sent = hostCalls(p, QUEUED);
        int taken = hostCalls(p, TAKEN);
        for (int k = 0; k < allWords; k++) {
            w[taken + k] |= w[sent + k];
            w[sent + k] = 0;
        }
        w[hostHandling + p] += w[hostSent + p];
        w[hostSent + p] = 0;
    }

    public void flushHostCall(int i, int p) {
        w[hostCalls(p, TAKEN) + (i >>> 5)] &= ~(1 << i);
        w[hostCalls(p, FLUSHED) + (i >>> 5)] |= 1 << i;
    }

    public void ackHostCall(int i, int p) {
        w[hostCalls(p, FLUSHED) + (i >>> 5)] &= ~(1 << i);
        w[hostHandling + p]--;
        count(i, HOST_OUTSTANDING, count(i, HOST_OUTSTANDING) - 1);
    }

    /** Only {@link Recount} counts anew. */
    void hostCounts(int p, int sent, int handling) {
        w[hostSent + p] = sent;
        w[hostHandling + p] = handling;
    }

    // --- who is on a pCPU

    /** The vCPU that is loaded on p, or {@link #NONE}. */
    public int loadedOn(int p) {
        return w[loadedOn + p];
    }

    void load(int v, int p) {
        w[loadedOn + p] = v;
    }

    // --- page tables

    /** A present entry: the frame, with write access or without. */
    public static int entry(int frame, boolean writable) {
        return frame << 1 | (writable ? 1 : 0);
    }

    public static int frameOf(int entry) {
        return entry >> 1;
    }

    public static boolean isWritable(int entry) {
        return (entry & 1) != 0;
    }

    /** {@code pt[space][page]}. */
    public int pt(int space, int page) {
        return w[pt + space * scope.pages() + page];
    }

    void pt(int space, int page, int entry) {
        w[pt + space * scope.pages() + page] = entry;
    }

    public int table(int space) {
        return w[table + space];
    }

    void table(int space, int value) {
        w[table + space] = value;
    }

    /** Whether no page table maps the frame and no unmap holds it. */
    public boolean isFree(int frame) {
        return w[frameUses + frame] == 0;
    }

    void useFrame(int frame, int more) {
        w[frameUses + frame] += more;
    }

    void clearFrameUses() {
        Arrays.fill(w, frameUses, frameUses + scope.frames() * scope.vms(), 0);
    }

    // --- what operations hold

    /** {@code held[i][page]}: the entry that i's operation replaced, or {@link #NO_ENTRY}. */
    public int held(int i, int page) {
        if (page < count(i, FIRST) || page >= count(i, END)) {
            return NO_ENTRY;
        }
        return w[held + i * scope.window() + page % scope.window()];
    }

    /** The first page that i's operation changed; meaningful while it holds any. */
    public int firstHeld(int i) {
        return count(i, FIRST);
    }

    /** One more than the last page that i's operation changed. */
    public int endHeld(int i) {
        return count(i, END);
    }

    public int heldCount(int i) {
        return count(i, HELD_COUNT);
    }

    /** Whether i's operation may still change that page, with the window that it has. */
    boolean fitsWindow(int i, int page) {
        return count(i, HELD_COUNT) == 0
                || Math.max(count(i, END), page + 1) - Math.min(count(i, FIRST), page) <= scope.window();
    }

    void hold(int i, int page, int entry) {
        int n = count(i, HELD_COUNT);
        count(i, FIRST, n == 0 ? page : Math.min(count(i, FIRST), page));
        count(i, END, n == 0 ? page + 1 : Math.max(count(i, END), page + 1));
        count(i, HELD_COUNT, n + 1);
        w[held + i * scope.window() + page % scope.window()] = entry;
    }

    void release(int i, int page) {
        w[held + i * scope.window() + page % scope.window()] = NO_ENTRY;
        int n = count(i, HELD_COUNT) - 1;
        count(i, HELD_COUNT, n);
        if (n == 0) {
            count(i, FIRST, 0);
            count(i, END, 0);
            return;
        }
        while (held(i, count(i, FIRST)) == NO_ENTRY) {
            count(i, FIRST, count(i, FIRST) + 1);
        }
        while (held(i, count(i, END) - 1) == NO_ENTRY) {
            count(i, END, count(i, END) - 1);
        }
    }

    void moveHeld(int from, int to) {
        for (int page = count(from, FIRST), end = count(from, END); page < end; page++) {
            int entry = held(from, page);
            if (entry != NO_ENTRY) {
                hold(to, page, entry);
                release(from, page);
            }
        }
    }

    // --- TLB and paging-structure caches

    /** {@code tlb[p][v][page]}. */
    public int tlb(int p, int v, int page) {
        return Tlb.get(this, p, v, page);
    }

    int tlbBase() {
        return tlb;
    }

    int[] words() {
        return w;
    }

    /** {@code psc[p][v]}. */
    public int psc(int p, int v) {
        return scope.tables() == 0 ? NONE : w[psc + p * vcpus + v];
    }

    void psc(int p, int v, int value) {
        if (scope.tables() != 0) {
            w[psc + p * vcpus + v] = value;
        }
    }

    // --- what a scheme keeps for itself

    /** The k-th of the words that the scheme asked for. */
    public int ofScheme(int k) {
        return w[ofScheme + k];
    }

    public void ofScheme(int k, int value) {
        w[ofScheme + k] = value;
    }

    // --- the whole

    /** Words of a snapshot. */
    public int size() {
        return w.length;
    }

    public void save(int[] to) {
        System.arraycopy(w, 0, to, 0, w.length);
    }

    public void restore(int[] from) {
        System.arraycopy(from, 0, w, 0, w.length);
    }

    /**
     * Where the variables of a model lie and what they hold: of one VM with CPU sets of one word, every pair of CPU and page
     * stored, and no words of the scheme's own.
     */
    List<Region> regions() {
        List<Region> all = new ArrayList<>();
        for (int k = 0; k < VARIABLES; k++) {
            all.add(Region.ofVcpus(k, Region.Holds.scalar(k), VARIABLES, 1));
        }
        all.add(Region.of(cpumask, Region.Holds.VCPUS, scope.spaces()));
        for (int set : new int[] {targets, ipis, unchecked, calls(0, QUEUED), calls(0, TAKEN), calls(0, FLUSHED)}) {
            all.add(Region.ofVcpus(set, Region.Holds.VCPUS, 1, 1));
        }
        if (scope.has(Feature.WALKERS)) {
            all.add(Region.ofVcpus(graceFor, Region.Holds.VCPUS, 1, 1));
        }
        for (int state = QUEUED; state <= FLUSHED; state++) {
            all.add(new Region(hostCalls(0, state), Region.Holds.VCPUS, true, false, 1, 1));
        }
        all.add(Region.of(pt, Region.Holds.ENTRY, scope.spaces() * scope.pages()));
        all.add(Region.of(table, Region.Holds.OTHER, scope.spaces()));
        all.add(Region.ofVcpus(held, Region.Holds.ENTRY, scope.window(), scope.window()));
        all.add(new Region(tlb, Region.Holds.ENTRY, true, true, scope.pages(), scope.pages()));
        if (scope.tables() != 0) {
            all.add(new Region(psc, Region.Holds.OTHER, true, true, 1, 1));
        }
        return all;
    }

    /** How many words of a snapshot, from its first, hold the variables; what follows from them comes after. */
    public int variableWords() {
        return variables;
    }

    /** One of the two 64-bit halves of the fingerprint: a hash over the variables, equal for equal states. */
    public long fingerprint(int half) {
        if (keys[half] == null) {
            keys[half] = Fingerprint.keys(variables, half);
        }
        return Fingerprint.of(w, keys[half], half);
    }
}
