package io.tidecast.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Heap that the device caches of one process's tasks share, however many tasks there are. The device that was not heard
 * of for longest goes first, whichever task it is of: a task that must give up one of its own although another has an
 * older one claims the room of that. Only the thread of a task may touch its devices, so the other gives back at its
 * own next reading or tick, and what it gives back is kept for who claimed it.
 *
 * <p>Worked example, with room for four: task A has a, b, c and d, and B takes up e and then f. A task has one device
 * in any case, so e stays, and B claims a's room for it. For f there is none: e goes, and B claims b's. At A's next
 * reading, of d, both a and b go. When B takes up e again it has e and f, and A c and d.
 */
public final class HeapBudget {
    private final AtomicLong uses = new AtomicLong();
    private final List<Share> shares = new ArrayList<>();
    private final long bytes;
    private long left;
    private long evicted;

    public HeapBudget(long bytes) {
        this.bytes = bytes;
        left = bytes;
    }

    /** Bytes that devices take. */
    public synchronized long used() {
        return shares.stream().mapToLong(Share::bytes).sum();
    }

    /** Devices on the heap. */
    public synchronized long devices() {
        return shares.stream().mapToLong(share -> share.devices).sum();
    }

    /** Devices that were given up for others until now. */
    public synchronized long evicted() {
        return evicted;
    }

    /** All there is, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** A share for one task, whose devices take so many bytes each. */
    synchronized Share join(long bytesPerDevice) {
        Share share = new Share(bytesPerDevice);
        shares.add(share);
        return share;
    }

    /**
     * Room that somebody wants.
     *
     * @param use of the device that went for want of it
     */
    private record Claim(Share by, long use) {}

    /** Share of a task: called on its thread alone, but for what others claim. */
    final class Share {
        private static final long NONE = Long.MAX_VALUE;

        private final long each;
        private final Deque<Claim> claimed = new ArrayDeque<>();
        private volatile boolean asked;
        private volatile long oldest = NONE;
        private long devices;
        private long kept; // devices' room that was given back for this share
        private long unused; // of it at the last tick
        private long claims; // not given back yet

        private Share(long each) {
            this.each = each;
        }

        private long bytes() {
            return devices * each;
        }

        /** A number for a use: higher ones came later, in whichever task. */
        long next() {
            return uses.incrementAndGet();
        }

        /** Tells the use of the device that was not heard of for longest. */
        void oldest(long use) {
            if (oldest != use) {
                oldest = use;
            }
        }

        /** A device more, which is heard of now. */
        void take(long use) {
            synchronized (HeapBudget.this) {
                devices++;
                if (kept > 0) {
                    kept--;
                } else {
                    left -= each;
                }
                if (devices == 1 && left < 0) {
                    claim(use);
                }
            }
        }

        /** A device less. */
        void giveBack() {
            synchronized (HeapBudget.this) {
                devices--;
                left += each;
            }
        }

        /**
         * Whether a device must be given up, the one that was not heard of for longest here; where another task has one
         * that is older, its room is claimed. No more is claimed at a time than there are devices, so that a share
         * grows by at most twice between two ticks of another, and claims little that it does not need.
         *
         * @param use of the device that goes
         */
        boolean over(long use) {
            synchronized (HeapBudget.this) {
                if (left >= 0) {
                    return false;
                }
                evicted++;
                if (claims < devices) {
                    claim(use);
                }
                return true;
            }
        }

        private void claim(long use) {
            Share owner = this;
            long longest = use;
            for (Share share : shares) {
                if (share != this && share.oldest < longest && share.devices - share.claimed.size() > 1) {
                    owner = share;
                    longest = share.oldest;
                }
            }
            if (owner != this) {
                owner.claimed.add(new Claim(this, use));
                owner.asked = true;
                claims++;
            }
        }

        /** Whether room is claimed, to be asked with every reading. */
        boolean asked() {
            return asked;
        }

        /**
         * Whether a device must go for somebody who claimed its room; what is claimed for a device that was not heard
         * of for longer is not given.
         *
         * @param use of the device that would go
         */
        boolean payBack(long use) {
            synchronized (HeapBudget.this) {
                boolean due = false;
                while (!due && !claimed.isEmpty()) {
                    Claim claim = claimed.poll();
                    claim.by().claims--;
                    due = use < claim.use();
                    if (due) {
                        devices--;
                        evicted++;
                        claim.by().keep(each);
                    }
                }
                asked = !claimed.isEmpty();
                return due;
            }
        }

        /** Gets a device's room, which has the same size in every task; what is overdrawn is made good first. */
        private void keep(long room) {
            if (left >= 0 && shares.contains(this)) {
                kept++;
            } else {
                left += room;
            }
        }

        /** Gives up what was given back for this share and not needed from one tick to the next. */
        void tick() {
            synchronized (HeapBudget.this) {
                long stale = Math.min(kept, unused);
                left += stale * each;
                kept -= stale;
                unused = kept;
            }
        }

        /** Gives all of it back, once. */
        void leave() {
            synchronized (HeapBudget.this) {
                if (shares.remove(this)) {
                    left += (devices + kept) * each;
                    claimed.forEach(claim -> claim.by().claims--);
                    claimed.clear();
                    asked = false;
                    devices = 0;
                    kept = 0;
                    oldest = NONE;
                }
            }
        }
    }
}
