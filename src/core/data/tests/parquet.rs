//! Parquet files as the Hugging Face sets have them.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::sentence;
use crate::data::load;

/// A PNG of 4 by 4 pixels of one brightness.
fn png(grey: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 4, 4);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[grey; 16]).unwrap();
    writer.finish().unwrap();
    file
}

/// A file with these pictures; the label of each is its place modulo 3.
fn write(path: &Path, pictures: &[Vec<u8>], names: &[&str], compression: Compression) {
    let schema = "message schema { optional group image { optional binary bytes; optional binary path (UTF8); } \
                  optional int64 label; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let described = serde_json::json!({"info": {"features": {"label": {"names": names, "_type": "ClassLabel"}}}});
    let pair = KeyValue::new("huggingface".to_owned(), described.to_string());
    let facts = (!names.is_empty()).then(|| vec![pair]);
    let facts = WriterProperties::builder()
        .set_compression(compression)
        .set_key_value_metadata(facts)
        .build();
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(facts)).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    let bytes: Vec<ByteArray> = pictures.iter().map(|p| p.clone().into()).collect();
    let paths: Vec<ByteArray> = pictures.iter().map(|_| "a.png".into()).collect();
    for column in [bytes, paths] {
        let mut into = rows.next_column().unwrap().unwrap();
        let levels = vec![2; column.len()];
        into.typed::<ByteArrayType>()
            .write_batch(&column, Some(&levels), None)
            .unwrap();
        into.close().unwrap();
    }
    let labels: Vec<i64> = (0..pictures.len() as i64).map(|i| i % 3).collect();
    let mut into = rows.next_column().unwrap().unwrap();
    let levels = vec![1; labels.len()];
    into.typed::<Int64Type>()
        .write_batch(&labels, Some(&levels), None)
        .unwrap();
    into.close().unwrap();
    rows.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn pictures_labels_and_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let pictures: Vec<Vec<u8>> = (0..30).map(|i| png(i * 8)).collect();
    let file = place("some.parquet");
    write(&file, &pictures, &["a", "b", "c"], Compression::SNAPPY);
    let data = load(file.to_str().unwrap()).unwrap();
    assert_eq!((data.train.len(), data.held_out.len()), (27, 3));
    assert_eq!(
        (data.item.shape(), data.classes.join("")),
        (vec![4, 4, 1], "abc".to_owned())
    );
    for i in 0..27 {
        let grey = usize::from(data.train.pixels(i).unwrap()[0]);
        assert_eq!(usize::from(data.train.labels()[i]), grey / 8 % 3);
    }
    // Two shards and a held-out part; labels without names; a picture that is none.
    write(
        &place("train-00000-of-00002.parquet"),
        &pictures[..12],
        &[],
        Compression::UNCOMPRESSED,
    );
    let mut broken = pictures[12..].to_vec();
    broken[0] = b"no picture".to_vec();
    write(
        &place("train-00001-of-00002.parquet"),
        &broken,
        &[],
        Compression::SNAPPY,
    );
    write(
        &place("test-00000-of-00001.parquet"),
        &pictures[..6],
        &[],
        Compression::SNAPPY,
    );
    let data = load(place("train-00000-of-00002.parquet").to_str().unwrap()).unwrap();
    assert_eq!((data.train.len(), data.held_out.len()), (29, 6));
    assert_eq!(data.classes, ["0", "1", "2"]);
    assert!(
        data.notes.iter().any(|note| note.contains("row 1 of")),
        "{:?}",
        data.notes
    );
    std::fs::remove_file(&file).unwrap();
    assert_eq!(
        load(folder.path().to_str().unwrap()).unwrap().digest,
        data.digest
    );
}

#[test]
fn files_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.parquet");
    write(&file, &[png(3)], &[], Compression::SNAPPY);
    let whole = std::fs::read(&file).unwrap();
    for content in [
        &b"PAR1"[..],
        b"",
        &whole[..whole.len() / 2],
        &whole[whole.len() / 2..],
    ] {
        std::fs::write(&file, content).unwrap();
        assert!(
            sentence(&file).contains("cannot be read as Parquet"),
            "{}",
            sentence(&file)
        );
    }
    write(&file, &[], &[], Compression::SNAPPY);
    assert!(sentence(&file).contains("has no rows"));
}
