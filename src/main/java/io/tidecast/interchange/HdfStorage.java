package io.tidecast.interchange;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfInMemoryByteBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * HDF5 file in memory as jhdf asks for it. jhdf trusts what a file says, so that all that bounds it is here: how often
 * it asks, for how many bytes together, and that they are in the file. Where it goes down or around in what a file
 * refers to, each step asks, and a circle ends after as many.
 */
final class HdfStorage extends HdfInMemoryByteBuffer {
    /** Times that it may be asked; an object of a model takes less than a dozen. */
    private static final int MOST_READS = 8 * Limits.PARTS;

    /**
     * Bytes of headers, names and texts, which become up to ten times as many of objects; those of arrays are apart.
     */
    private static final int MOST_BYTES = 4 * Json.MOST;

    private final ByteBuffer file;
    private int reads;
    private int most = MOST_READS;
    private long bytes;

    private HdfStorage(byte[] file, Superblock superblock) {
        super(ByteBuffer.wrap(file), superblock);
        this.file = ByteBuffer.wrap(file);
    }

    static HdfStorage of(byte[] file) {
        Superblock superblock = parse(
                "superblock",
                () -> Superblock.readSuperblock(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN)));
        Refused.unless(
                superblock.getSizeOfOffsets() == Long.BYTES && superblock.getSizeOfLengths() == Long.BYTES,
                "HDF5 file must have offsets and lengths of 8 bytes, had " + superblock.getSizeOfOffsets() + " and "
                        + superblock.getSizeOfLengths());
        Refused.unless(
                superblock.getBaseAddressByte() == 0,
                "HDF5 file must count from its first byte, counts from " + superblock.getBaseAddressByte());
        Refused.unless(
                superblock.getEndOfFileAddress() <= file.length,
                "HDF5 file must be whole, of " + superblock.getEndOfFileAddress() + " bytes, had " + file.length);
        return new HdfStorage(file, superblock);
    }

    /**
     * What jhdf makes of a part. It has exceptions of its own, and the JVM's where a part is not as it takes it to be;
     * each is a refusal with the reason that came first.
     */
    static <T> T parse(String part, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            Throwable first = e;
            while (first.getCause() != null) {
                first = first.getCause();
            }
            boolean told = first instanceof HdfException || first instanceof IllegalArgumentException;
            String reason = told ? first.getMessage() : "it ends too early, or has lengths that cannot be: " + first;
            throw new IllegalArgumentException(part + " must be as HDF5 has it: " + reason, e);
        }
    }

    /** What jhdf makes of a part that it goes down in by recursion, each level of which asks once or more. */
    <T> T parse(String part, int mostReads, Supplier<T> read) {
        most = Math.min(MOST_READS, reads + mostReads);
        try {
            return parse(part, read);
        } finally {
            most = MOST_READS;
        }
    }

    /** Bytes that have to be there, little-endian. */
    ByteBuffer block(long address, long length) {
        requireThere(address, length);
        return map(address, length);
    }

    /** Bytes of an array, little-endian. */
    ByteBuffer array(long address, long length) {
        requireThere(address, length);
        return slice(address, length);
    }

    private void requireThere(long address, long length) {
        Refused.unless(
                address >= 0 && length >= 0 && length <= file.capacity() && address <= file.capacity() - length,
                "HDF5 file must be whole, refers to what is not there: " + length + " bytes at " + address + " of "
                        + file.capacity());
    }

    /** Room in memory that a text takes counts, too: many may refer to the same one. */
    void spend(long more) {
        bytes += more;
        Refused.unless(
                reads <= most && bytes <= MOST_BYTES,
                "HDF5 file must say what it has in at most " + most + " parts of " + MOST_BYTES
                        + " bytes together, has more");
    }

    private ByteBuffer slice(long address, long length) {
        return file.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** As much of it as there is: of a node of a B-tree jhdf asks for twice what it reads. */
    @Override
    public synchronized ByteBuffer mapNoOffset(long address, long length) {
        requireThere(address, 0);
        Refused.unless(length >= 0, "HDF5 file must have lengths from 0 on, had " + length);
        long there = Math.min(length, file.capacity() - address);
        reads++;
        spend(there);
        return slice(address, there);
    }
}
