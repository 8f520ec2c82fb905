package dev.shootdown.machine.lock;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Scope;
import java.util.Arrays;

/**
 * The variables of {@code spec/Lock.tla} in one array: the HOLD word, three sets of vCPUs, and for each vCPU its mode, where
 * it stands, and the set of tickets in front of its own. A set is a bit slice as wide as there are vCPUs.
 */
public final class LockState {
    /** {@code mode[v]}: on no pCPU, or in guest mode. */
    public static final int OUT = 0;

    public static final int GUEST = 1;

    /** {@code pc[v]}. */
    public static final int IDLE = 0;

    public static final int DRAWING = 1;
    public static final int WAITING = 2;
    public static final int TRYING = 3;
    public static final int SETTING = 4;
    public static final int HOLDING = 5;
    public static final int RELEASING = 6;

    private static final int HOLD = 0;
    private static final int FIRST_SET = 1;
    private static final int BITS = Integer.SIZE;

    private final int vcpus;
    private final int width;
    private final int firstVcpu;
    private final int[] words;

    /** The first state: no vCPU runs, nobody wants the lock. */
    public LockState(int vcpus) {
        if (vcpus < 1 || vcpus > Scope.MOST_CPUS) {
            throw new BadInput("vCPUs must be between 1 and " + Scope.MOST_CPUS + ", not " + vcpus);
        }
        this.vcpus = vcpus;
        width = (vcpus + BITS - 1) / BITS;
        firstVcpu = FIRST_SET + 3 * width;
        words = new int[firstVcpu + vcpus * (2 + width)];
    }

    public int vcpus() {
        return vcpus;
    }

    /** How many words a snapshot has. */
    public int size() {
        return words.length;
    }

    public void save(int[] snapshot) {
        System.arraycopy(words, 0, snapshot, 0, words.length);
    }

    public void restore(int[] snapshot) {
        System.arraycopy(snapshot, 0, words, 0, words.length);
    }

    public boolean hold() {
        return words[HOLD] != 0;
    }

    void setHold(boolean held) {
        words[HOLD] = held ? 1 : 0;
    }

    public int mode(int v) {
        return words[vcpu(v)];
    }

    void setMode(int v, int mode) {
        words[vcpu(v)] = mode;
    }

    public int pc(int v) {
        return words[vcpu(v) + 1];
    }

    void setPc(int v, int pc) {
        words[vcpu(v) + 1] = pc;
    }

    private int vcpu(int v) {
        return firstVcpu + v * (2 + width);
    }

    // --- sets, named by where they begin

    /** {@code tickets}: who drew a ticket that head has not passed. */
    public int tickets() {
        return FIRST_SET;
    }

    /** {@code passed}: who was overtaken. */
    public int passed() {
        return FIRST_SET + width;
    }

    /** {@code timedOut}: who gave up waiting for its turn. */
    public int timedOut() {
        return FIRST_SET + 2 * width;
    }

    /** {@code front[v]}: the tickets before v's. */
    public int front(int v) {
        return vcpu(v) + 2;
    }

    public boolean has(int set, int v) {
        return (words[set + v / BITS] >>> v % BITS & 1) != 0;
    }

    void add(int set, int v) {
        words[set + v / BITS] |= 1 << v % BITS;
    }

    void remove(int set, int v) {
        words[set + v / BITS] &= ~(1 << v % BITS);
    }

    public boolean isEmpty(int set) {
        for (int k = 0; k < width; k++) {
            if (words[set + k] != 0) {
                return false;
            }
        }
        return true;
    }

    void clear(int set) {
        Arrays.fill(words, set, set + width, 0);
    }

    void copy(int from, int to) {
        System.arraycopy(words, from, words, to, width);
    }

    // --- the same with sets that are not part of the state

    int[] members(int set) {
        return Arrays.copyOfRange(words, set, set + width);
    }

    void get(int set, int[] members) {
        System.arraycopy(words, set, members, 0, width);
    }

    void put(int set, int[] members) {
        System.arraycopy(members, 0, words, set, width);
    }

    void addAll(int set, int[] members) {
        for (int k = 0; k < width; k++) {
            words[set + k] |= members[k];
        }
    }

    void removeAll(int set, int[] members) {
        for (int k = 0; k < width; k++) {
            words[set + k] &= ~members[k];
        }
    }
}
