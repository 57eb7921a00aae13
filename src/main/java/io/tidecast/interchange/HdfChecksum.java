package io.tidecast.interchange;

/**
 * Checksum of HDF5's metadata: Bob Jenkins' lookup3 over little-endian words.
 *
 * @see <a href="https://www.burtleburtle.net/bob/c/lookup3.c">lookup3.c</a>
 */
final class HdfChecksum {
    private HdfChecksum() {}

    static int of(byte[] bytes) {
        int a = 0xdeadbeef + bytes.length;
        int b = a;
        int c = a;
        int at = 0;
        while (bytes.length - at > 12) {
            a += word(bytes, at);
            b += word(bytes, at + 4);
            c += word(bytes, at + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
            at += 12;
        }
        if (at == bytes.length) {
            return c;
        }
        a += word(bytes, at);
        b += word(bytes, at + 4);
        c += word(bytes, at + 8);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return c;
    }

    /** Four bytes, zeros where there are no more. */
    private static int word(byte[] bytes, int at) {
        int word = 0;
        for (int i = 0; i < Integer.BYTES && at + i < bytes.length; i++) {
            word |= (bytes[at + i] & 0xff) << (8 * i);
        }
        return word;
    }
}
