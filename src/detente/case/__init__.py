"""What an analyst wrote: the format of a case, and everything that can be wrong with one."""
