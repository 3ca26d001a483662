// Posts batches of transfers by the same rules as src/ledger/batch: ids that grow, accounts by number, one asset, credit limits, two-phase
// reservations in a table of ids, balances of 128 bits. Reads transfers of 64 bytes from a file; prints nanoseconds a transfer and how many
// were accepted, over as many rounds as asked, each on fresh books.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

typedef unsigned __int128 Wide;

struct Transfer {
  uint64_t seq;
  uint32_t index, kind, debit, credit;
  uint64_t pendingSeq;
  uint64_t low, high;
  uint32_t pendingIndex, reason;
  uint64_t at;
};
static_assert(sizeof(Transfer) == 64, "a transfer has 64 bytes");

struct Account {
  Wide debitsPosted, creditsPosted, debitsPending, creditsPending;
  uint32_t asset, mustStay;
};

struct Slot {
  uint64_t seq;
  uint32_t index, used, debit, credit;
  Wide remaining;
};

struct Books {
  std::vector<Account> accounts;
  std::vector<Slot> slots;
  uint32_t mask;
  uint64_t lastSeq = 0;
  uint32_t lastIndex = 0;
  bool hasLast = false;

  uint32_t placeOf(uint64_t seq, uint32_t index) const {
    return (uint32_t)(((seq ^ ((uint64_t)index << 40)) * 0x9e3779b97f4a7c15ull) >> 32) & mask;
  }

  Slot *find(uint64_t seq, uint32_t index) {
    for (uint32_t place = placeOf(seq, index); slots[place].used; place = (place + 1) & mask)
      if (slots[place].seq == seq && slots[place].index == index) return &slots[place];
    return nullptr;
  }

  Slot *add(uint64_t seq, uint32_t index) {
    uint32_t place = placeOf(seq, index);
    while (slots[place].used) place = (place + 1) & mask;
    slots[place].seq = seq;
    slots[place].index = index;
    slots[place].used = 1;
    return &slots[place];
  }

  void remove(Slot *slot) {
    uint32_t hole = (uint32_t)(slot - slots.data());
    for (uint32_t place = (hole + 1) & mask; slots[place].used; place = (place + 1) & mask) {
      uint32_t wanted = placeOf(slots[place].seq, slots[place].index);
      if (((place - wanted) & mask) < ((place - hole) & mask)) continue;
      slots[hole] = slots[place];
      hole = place;
    }
    slots[hole].used = 0;
  }

  int move(const Transfer &t) {
    Wide amount = ((Wide)t.high << 64) | t.low;
    if (amount == 0) return 2;
    if (t.debit == t.credit) return 3;
    if (t.debit >= accounts.size()) return 4;
    if (t.credit >= accounts.size()) return 5;
    Account &debit = accounts[t.debit], &credit = accounts[t.credit];
    if (debit.asset != credit.asset) return 6;
    if (debit.mustStay && amount > debit.creditsPosted - debit.debitsPosted - debit.debitsPending) return 7;
    Wide &out = t.kind == 0 ? debit.debitsPosted : debit.debitsPending;
    Wide &into = t.kind == 0 ? credit.creditsPosted : credit.creditsPending;
    const Wide most = (Wide)1 << 127;
    if (amount >= most || out + amount >= most || into + amount >= most) return 10;
    out += amount;
    into += amount;
    if (t.kind == 1) {
      Slot *slot = add(t.seq, t.index);
      slot->debit = t.debit;
      slot->credit = t.credit;
      slot->remaining = amount;
    }
    return 0;
  }

  void release(Slot *slot, Wide amount) {
    accounts[slot->debit].debitsPending -= amount;
    accounts[slot->credit].creditsPending -= amount;
    slot->remaining -= amount;
    if (slot->remaining == 0) remove(slot);
  }

  int settle(const Transfer &t) {
    Wide amount = ((Wide)t.high << 64) | t.low;
    if (t.kind == 2 && amount == 0) return 2;
    Slot *slot = find(t.pendingSeq, t.pendingIndex);
    if (!slot) return 8;
    if (t.kind == 3) {
      release(slot, slot->remaining);
      return 0;
    }
    if (amount > slot->remaining) return 9;
    Account &debit = accounts[slot->debit], &credit = accounts[slot->credit];
    const Wide most = (Wide)1 << 127;
    if (debit.debitsPosted + amount >= most || credit.creditsPosted + amount >= most) return 10;
    release(slot, amount);
    debit.debitsPosted += amount;
    credit.creditsPosted += amount;
    return 0;
  }

  int apply(const Transfer &t) {
    if (hasLast && (t.seq < lastSeq || (t.seq == lastSeq && t.index <= lastIndex))) return 1;
    int outcome = t.kind < 2 ? move(t) : t.kind < 4 ? settle(t) : 11;
    if (outcome == 0) {
      lastSeq = t.seq;
      lastIndex = t.index;
      hasLast = true;
    }
    return outcome;
  }
};

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  const char *path = argv[1];
  const uint32_t accounts = (uint32_t)atoi(argv[2]), batch = (uint32_t)atoi(argv[3]);
  const int rounds = atoi(argv[4]);
  FILE *file = fopen(path, "rb");
  if (!file) return 2;
  std::vector<Transfer> transfers;
  Transfer one;
  while (fread(&one, sizeof one, 1, file) == 1) transfers.push_back(one);
  fclose(file);
  double best = 1e300;
  uint64_t accepted = 0, sum = 0;
  std::vector<uint8_t> outcomes(batch);
  std::vector<Transfer> buffer(batch);
  for (int round = 0; round < rounds; round++) {
    Books books;
    books.accounts.resize(accounts);
    for (uint32_t i = 0; i < accounts; i++) {
      memset(&books.accounts[i], 0, sizeof(Account));
      books.accounts[i].mustStay = i != 0;
    }
    books.slots.assign(1 << 16, Slot{});
    books.mask = (1 << 16) - 1;
    accepted = 0;
    auto start = std::chrono::steady_clock::now();
    for (size_t from = 0; from < transfers.size(); from += batch) {
      const size_t count = transfers.size() - from < batch ? transfers.size() - from : batch;
      memcpy(buffer.data(), &transfers[from], count * sizeof(Transfer));
      for (size_t i = 0; i < count; i++) {
        outcomes[i] = (uint8_t)books.apply(buffer[i]);
        accepted += outcomes[i] == 0;
      }
    }
    const double ns = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / transfers.size();
    if (ns < best) best = ns;
    sum = 0;
    for (const Account &account : books.accounts) sum = sum * 31 + (uint64_t)(account.creditsPosted - account.debitsPosted);
  }
  printf("%.3f %llu %llu\n", best, (unsigned long long)accepted, (unsigned long long)sum);
}
