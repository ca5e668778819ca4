/*
 * Preloaded into vsftpd by parser-oracle.ts: lets one process of the real daemon read thousands of config files, since
 * starting it costs some hundred times what reading a file does. For each line of the list that is open as fd 3 it sets
 * the daemon's variables back to what they were at the start, calls the daemon's main() with the line's files, and takes
 * control again where the daemon would exit. Prints the line's first file and the exit status, as the shell loop does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child reads this many lines: what it leaks stays small, and a crash ends no other's work. */
#define PORTION 200

typedef int (*main_function)(int, char **, char **);
typedef int (*start_function)(main_function, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

struct variables {
  char *place;
  char *saved;
  size_t size;
};

static main_function daemon_main;
static jmp_buf at_exit_of_daemon;
static int in_daemon;
static struct variables variables;

static void quit(int status) __attribute__((noreturn));

static void quit(int status)
{
  for (;;) syscall(SYS_exit_group, status);
}

static void fail(const char *what)
{
  perror(what);
  quit(99);
}

/* The whole list at once; a line is ended by a zero byte. */
static char *read_list(char **end)
{
  struct stat status;
  if (fstat(3, &status) != 0) fail("fd 3");
  char *text = calloc(1, status.st_size + 1);
  ssize_t done = 0, got = 1;
  while (text && done < status.st_size && got > 0) {
    got = read(3, text + done, status.st_size - done);
    done += got > 0 ? got : 0;
  }
  if (!text || done != status.st_size) fail("the list");
  close(3);
  *end = text + done;
  for (char *at = text; at < *end; at++)
    if (*at == '\n') *at = 0;
  return text;
}

/* The program's own writable memory, without what the loader made read-only after it had filled it in. */
static int find_variables(struct dl_phdr_info *program, size_t size, void *unused)
{
  char *from = NULL, *to = NULL, *constant = NULL;
  (void)size, (void)unused;
  for (int i = 0; i < program->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &program->dlpi_phdr[i];
    char *start = (char *)program->dlpi_addr + part->p_vaddr;
    if (part->p_type == PT_LOAD && (part->p_flags & PF_W)) from = start, to = start + part->p_memsz;
    if (part->p_type == PT_GNU_RELRO) constant = start + part->p_memsz;
  }
  if (constant > from) from = constant;
  if (!from || from >= to) return 0;
  variables = (struct variables){from, malloc(to - from), to - from};
  if (!variables.saved) fail("memory");
  memcpy(variables.saved, from, to - from);
  return 1;
}

/* The daemon's message goes to fd 0, which therefore is a file named for the first config. */
static void redirect(const char *first)
{
  char name[4096];
  snprintf(name, sizeof name, "%s.out", first);
  int out = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (out < 0 || dup2(out, 0) < 0) fail(name);
  close(out);
}

/*
 * Arguments stand side by side in memory, as the kernel lays them out, with room after them: setproctitle_enable
 * overwrites them and the environment in place.
 */
static int read_configs(char *program, const char *line, int options, char **option, char **environment)
{
  static char place_for_all[1 << 17];
  static char *argument[256];
  char *place = place_for_all, *rest = strdup(line);
  int count = 0;
  argument[count++] = place;
  place = stpcpy(place, program) + 1;
  for (char *name = strtok(rest, " "); name && count < 200; name = strtok(NULL, " ")) {
    argument[count++] = place;
    place = stpcpy(place, name) + 1;
  }
  free(rest);
  redirect(argument[1]);
  for (int i = 0; i < options && count < 255; i++) {
    argument[count++] = place;
    place = stpcpy(place, option[i]) + 1;
  }
  argument[count] = NULL;
  memcpy(variables.place, variables.saved, variables.size);
  int status = setjmp(at_exit_of_daemon);
  if (status != 0) return status - 1;
  in_daemon = 1;
  return daemon_main(count, argument, environment);
}

static void say(const char *line, int status)
{
  dprintf(1, "%.*s %d\n", (int)(strchrnul(line, ' ') - line), line, status);
}

/* The first line that is left where the child ends early: the one at which it crashed. */
static const char *read_portion(const char *line, const char *end, int count, char **argument, char **environment)
{
  int progress[2];
  if (pipe(progress) != 0) fail("pipe");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    close(progress[0]);
    for (int i = 0; i < PORTION && line < end; i++, line += strlen(line) + 1) {
      int status = read_configs(argument[0], line, count - 1, argument + 1, environment);
      in_daemon = 0;
      say(line, status);
      if (write(progress[1], "", 1) != 1) fail("pipe");
    }
    quit(0);
  }
  close(progress[1]);
  char done[PORTION];
  for (ssize_t got; (got = read(progress[0], done, sizeof done)) > 0;)
    while (got-- > 0) line += strlen(line) + 1;
  close(progress[0]);
  int status;
  if (waitpid(child, &status, 0) != child) fail("waitpid");
  if (!WIFSIGNALED(status)) {
    if (WEXITSTATUS(status) != 0) quit(WEXITSTATUS(status));
    return line;
  }
  say(line, 128 + WTERMSIG(status));
  return line + strlen(line) + 1;
}

static int serve(int count, char **argument, char **environment)
{
  char *end;
  const char *line = read_list(&end);
  dl_iterate_phdr(find_variables, NULL);
  while (line < end) line = read_portion(line, end, count, argument, environment);
  quit(0);
}

/* What the daemon calls at its end. */
void _exit(int status)
{
  if (in_daemon) longjmp(at_exit_of_daemon, status + 1);
  quit(status);
}

int __libc_start_main(main_function main, int count, char **argument, void (*init)(void), void (*fini)(void),
                      void (*loader_fini)(void), void *stack_end)
{
  start_function start = (start_function)dlsym(RTLD_NEXT, "__libc_start_main");
  unsetenv("LD_PRELOAD");
  daemon_main = main;
  return start(serve, count, argument, init, fini, loader_fini, stack_end);
}
