package io.tidecast.interchange;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.nn.NetworkSpec;
import java.util.Optional;

/**
 * Import of a model file that another library wrote. What a file is is told by how it begins, not by its name.
 *
 * <pre>
 *   safetensors             PyTorch state_dict
 *   zip with data.pkl       PyTorch state_dict, .pt or .pth
 *   zip with config.json    Keras 3, .keras
 *   HDF5                    Keras 2 and 3, .h5 and .weights.h5
 *   anything else           ONNX
 * </pre>
 */
public final class Imports {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = Limits.FILE;

    private Imports() {}

    /** Reads a file that is whole. */
    public static ForeignModel read(byte[] file, Optional<NetworkSpec> spec) {
        return read(file, spec, Beside.nothing());
    }

    /**
     * Reads a file.
     *
     * @param spec the network, where the file does not say it
     * @param beside files that an ONNX file may have its weights in
     * @throws IllegalArgumentException with the part, the rule and the value, whatever the file holds
     */
    public static ForeignModel read(byte[] file, Optional<NetworkSpec> spec, Beside beside) {
        Refused.unless(
                file.length <= Limits.FILE, "file must be at most " + Limits.FILE + " bytes, has " + file.length);
        ForeignModel model = counted(file, spec, beside);
        spec.ifPresent(wanted -> Refused.unless(
                wanted.inputs() == model.network().inputs()
                        && wanted.layers().size() == model.network().layers().size(),
                "--spec must be as the file says, " + model.network().toMap() + ", was " + wanted.toMap()));
        return model;
    }

    /** Durations and sizes that no long counts are refused where they are reckoned with. */
    private static ForeignModel counted(byte[] file, Optional<NetworkSpec> spec, Beside beside) {
        try {
            return parse(file, spec, beside);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "numbers of the file must be such as can be counted: " + e.getMessage(), e);
        }
    }

    private static ForeignModel parse(byte[] file, Optional<NetworkSpec> spec, Beside beside) {
        if (ZipArchive.isZip(file)) {
            ZipArchive archive = ZipArchive.of(file);
            return archive.names().contains(KerasFile.CONFIG)
                    ? KerasFile.ofArchive(archive)
                    : TorchNetwork.of(TorchFile.read(archive), spec);
        }
        if (HdfFile.isHdf(file)) {
            return KerasFile.ofHdf(file, spec);
        }
        if (Safetensors.looksLike(file)) {
            return Safetensors.isModelOfOurs(file) ? own(file) : TorchNetwork.ofSorted(Safetensors.read(file), spec);
        }
        Refused.unless(
                !TorchFile.isLegacy(file),
                "file must be a zip, as torch.save writes it since 1.6; is a bare pickle, of an older version or of"
                        + " _use_new_zipfile_serialization=False: load and save it anew");
        return OnnxFile.read(file, beside);
    }

    private static ForeignModel own(byte[] file) {
        Forecaster model = ModelFile.read(file);
        return ForeignModel.own("Tidecast", model.manifest(), model.parameters());
    }
}
