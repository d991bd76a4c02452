"""What is published: topics and the beat judged, stories written as Atom feeds, the files and pages served."""
