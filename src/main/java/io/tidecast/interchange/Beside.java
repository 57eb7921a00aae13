package io.tidecast.interchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Files that lie beside a model file and hold its weights, as ONNX's external data do. A file of another folder is
 * never read, whatever names it: no path upwards, no absolute one, and no link that leads out.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/ExternalData.html">External data</a>
 */
public final class Beside {
    private final Optional<Path> folder;
    private final Map<String, byte[]> read = new TreeMap<>();

    private Beside(Optional<Path> folder) {
        this.folder = folder;
    }

    /** No files: a model has to be whole. */
    public static Beside nothing() {
        return new Beside(Optional.empty());
    }

    /** Those of the folder that a file lies in. */
    public static Beside of(Path file) {
        return new Beside(Optional.ofNullable(file.toAbsolutePath().getParent()));
    }

    /** What was read of them, by their names; the files together are what an import came from. */
    public List<byte[]> read() {
        return new ArrayList<>(read.values());
    }

    /**
     * Bytes of a file, little-endian.
     *
     * @param tensor what they are of
     * @param length -1: all from the offset on
     * @throws IllegalArgumentException if the file lies elsewhere, is too large, or does not hold them
     */
    ByteBuffer bytes(String tensor, String location, long offset, long length) {
        byte[] file = read.computeIfAbsent(location, name -> whole(tensor, name));
        long end = length < 0 ? file.length : Math.addExact(offset, length);
        Refused.unless(
                offset >= 0 && offset <= end && end <= file.length,
                tensor + " must be within the " + file.length + " bytes of " + location + ", was " + offset + ".."
                        + end);
        return ByteBuffer.wrap(file, (int) offset, (int) (end - offset)).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] whole(String tensor, String location) {
        Refused.unless(
                folder.isPresent(), tensor + " must be in the file itself, is to be read from another: " + location);
        try {
            Path within = folder.get().toRealPath();
            Path file = within.resolve(location);
            boolean beside = within.equals(file.getParent());
            Refused.unless(
                    !beside || Files.isRegularFile(file),
                    tensor + " must be in " + location + " beside the file, which is not there"
                            + " (torch.onnx.export(…, external_data=False) keeps it in)");
            Refused.unless(
                    beside && within.equals(file.toRealPath().getParent()),
                    tensor + " must be in the file itself or in one beside it, is to be read from " + location);
            long size = Files.size(file);
            for (byte[] other : read.values()) {
                size += other.length;
            }
            Refused.unless(size <= Limits.FILE, "files beside must be at most " + Limits.FILE + " bytes, have " + size);
            return Files.readAllBytes(file);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    tensor + " must be in a file that can be read, was in " + location + ": " + e, e);
        }
    }
}
