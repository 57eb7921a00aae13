package io.tidecast.app;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Corruption check of state stores: tells local state that is damaged, and comes back from the changelogs once it is
 * removed, from other troubles of a disk.
 */
final class DamagedState {
    private static final String FILE_GONE = "No such file or directory";

    private DamagedState() {}

    /**
     * Whether a failure comes of a store whose files are corrupt or gone. A full disk or a folder that cannot be
     * written is neither: there removing state would cost a restore and change nothing.
     */
    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RocksDBException rocks && rocks.getStatus() != null) {
                Status status = rocks.getStatus();
                return status.getCode() == Status.Code.Corruption
                        || (status.getCode() == Status.Code.IOError
                                && String.valueOf(status.getState()).contains(FILE_GONE));
            }
        }
        return false;
    }
}
