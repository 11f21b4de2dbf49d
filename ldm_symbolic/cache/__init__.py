"""What was found out once and need not be found out again, kept in the user's cache folder, by content.

A record stands under a key in which everything is that it depends on, so that nothing ever needs to be thrown away for
being old. It is a report of what was found: no Fact is made of one. The standard library alone is imported here.

- `store`: records in files, written whole or not at all
- `sources`: the files that a module goes through, read off the imports
- `canonical`: what the text of a file says to Python, and whether it does more than to bind names
- `definitions`: which names a statement binds
- `slices`: the definitions of those files that can matter to an answer
- `engines`: the versions of everything that is not ours
- `keys`: all of this, and what was asked, as one key
"""
